/** What the specification and the runbook say in numbers. Nothing of this room is shared with the bot. */
export type Severity = 'P0' | 'P1' | 'P2' | 'P3';
export type Area = 'pipes' | 'models';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const RESPOND_MS = { P0: 15 * MINUTE_MS, P1: HOUR_MS, P2: 4 * HOUR_MS, P3: DAY_MS } as const;
/** While nobody has responded in time. */
export const NUDGE_MS = { P0: 5 * MINUTE_MS, P1: 15 * MINUTE_MS, P2: HOUR_MS, P3: null } as const;
/** While it is open and somebody has. */
export const ASK_MS = { P0: 15 * MINUTE_MS, P1: 30 * MINUTE_MS, P2: 2 * HOUR_MS, P3: null } as const;

export const SEVERITY_ORDER: readonly Severity[] = ['P0', 'P1', 'P2', 'P3'];

export type Contact = {
  readonly title: string;
  /** As Slack shows that they are meant; null: they are not in Slack. */
  readonly ping: string | null;
  readonly reach?: string;
  readonly isPaged: boolean;
};

const ON_CALL: Contact = { title: 'On-call engineer', ping: '<@U0ONCALL>', isPaged: true };
const LEADS: Contact = { title: 'Leads', ping: '<!S0LEADS>', isPaged: false };
const DUTY: Contact = { title: 'Duty manager', ping: null, reach: 'Duty manager (+49 30 1)', isPaged: false };

export function chainOf(area: Area | null): readonly Contact[] {
  if (area === 'pipes') return [ON_CALL, LEADS, DUTY];
  // Where nobody has said which area it is: whoever is first in one.
  return area === 'models' ? [LEADS, DUTY] : [ON_CALL, LEADS];
}

const berlin = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Berlin',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** As on the wall of the team: minutes since midnight. */
export function wallMinute(atMs: number): number {
  const [hour, minute] = berlin.format(atMs).split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

/** The people of what can wait sleep from ten to seven. */
export function isNight(severity: Severity, atMs: number): boolean {
  if (severity === 'P0' || severity === 'P1') return false;
  const minute = wallMinute(atMs);
  return minute >= 22 * 60 || minute < 7 * 60;
}

/** When they are awake again, by walking on from minute to minute. */
export function morningAfter(severity: Severity, atMs: number): number {
  let morningMs = atMs;
  while (isNight(severity, morningMs)) morningMs = Math.floor(morningMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  return morningMs;
}
