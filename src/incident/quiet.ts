/** The hours of the team's night in which nobody is told of what can wait. */

/** As `22:00` and `07:00`: it ends on the next day where `to` is not after `from`. */
export type QuietHours = { readonly from: string; readonly to: string };

/** When they are over, or null where it is none of them. Both moments are those of the wall clock, whatever the season. */
export function quietUntilMs(quiet: QuietHours | undefined, zone: string, atMs: number): number | null {
  if (quiet === undefined) return null;
  const today = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate();
  const isOverNight = quiet.to <= quiet.from;
  for (const days of isOverNight ? [-1, 0] : [0]) {
    const begins = today.add({ days });
    const fromMs = momentOf(begins, quiet.from, zone);
    const toMs = momentOf(isOverNight ? begins.add({ days: 1 }) : begins, quiet.to, zone);
    if (atMs >= fromMs && atMs < toMs) return toMs;
  }
  return null;
}

function momentOf(day: Temporal.PlainDate, plainTime: string, timeZone: string): number {
  return day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}
