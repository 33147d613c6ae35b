/** What the pager of somebody who was called has to be told of an incident, one thing after the other, and once each. */
import { hasResponse, isOver, type Life } from './life.ts';
import { HOUR_MS, isNight, SEVERITY_ORDER, type Severity } from './rules.ts';

/** From when on an incident was so, as far as it matters to whoever was paged. */
export type Moment = {
  readonly atMs: number;
  readonly is: 'wanted' | 'answered' | 'over';
  readonly severity: Severity;
  /** How often somebody who is paged was told until then, and whether it was late when they were told last. */
  readonly calls: number;
  readonly isLate: boolean;
  /** Who has it, or ended it. */
  readonly by: string | null;
  /** It became something else, or graver: by night nobody is told of that, nor later of what was so by night. */
  readonly isNews: boolean;
  /** When a living bot looked at it, long enough after it began: by then it was told. */
  sureAtMs: number | null;
};

export type Calls = Pick<Moment, 'calls' | 'isLate'>;

export function momentOf(life: Life, { calls, isLate }: Calls, atMs: number, before: Moment | null): Moment {
  const is = isOver(life) ? 'over' : hasResponse(life) ? 'answered' : 'wanted';
  const { severity } = life;
  const isNews = before !== null && (before.is !== is || isGraver(severity, before.severity));
  return { atMs, is, severity, calls, isLate, by: whoHas(life), isNews, sureAtMs: null };
}

/** Who resolved it, or opened it again since, or was the first to respond. */
function whoHas(life: Life): string | null {
  const { steps } = life;
  if (isOver(life)) return steps.findLast(({ to }) => to === 'resolved')?.by ?? null;
  const again = steps.findLast((_, index) => ['resolved', 'closed'].includes(steps[index - 1]?.to ?? ''));
  return (again ?? steps[0])?.by ?? null;
}

const isGraver = (one: Severity, other: Severity): boolean =>
  SEVERITY_ORDER.indexOf(one) < SEVERITY_ORDER.indexOf(other);

/** What arrives at the pager. */
export type Page = {
  readonly incident: string;
  readonly act: string;
  readonly reason: string;
  readonly key: string;
  readonly follows: string | null;
  readonly severity: string;
  readonly by: string | null;
  readonly title: string;
  readonly contact: string;
  readonly foldKey: string;
};
/** `run`: of the process that sent it. */
export type Arrived = { readonly page: Page; readonly atMs: number; readonly run: number };

type Side = {
  readonly is: 'nothing' | 'open' | 'acknowledged' | 'resolved';
  readonly severity: Severity;
  /** Of the trigger that opened it last. */
  readonly key: string | null;
  /** How many of the calls it knows of. */
  readonly calls: number;
};
type Wanted = { readonly act: 'trigger' | 'acknowledge' | 'resolve'; readonly reason?: string };

function wanted({ is, severity, calls }: Side, now: Moment): Wanted | null {
  const isOpen = is === 'open' || is === 'acknowledged';
  const isWorse = isOpen && isGraver(now.severity, severity);
  if (now.is === 'over') return isOpen ? { act: 'resolve' } : null;
  if (now.is === 'wanted') {
    if (now.calls > calls) return { act: 'trigger', reason: now.isLate ? 'late' : 'called' };
    return isWorse ? { act: 'trigger', reason: 'raised' } : null;
  }
  if (is === 'resolved') return { act: 'trigger', reason: 'reopened' };
  // Told of it again, they are told at once that somebody has it.
  if (is === 'open') return { act: 'acknowledge' };
  return isWorse ? { act: 'trigger', reason: 'raised' } : null;
}

/** From ten to seven, less an hour where the clocks are put forward. */
const NIGHT_MS = 8 * HOUR_MS;

const isCall = ({ reason }: Wanted): boolean => reason === 'called' || reason === 'late';

/** Each moment had its pages, in order, and there were no others. */
export function wrongPages(
  { id, title }: Pick<Life, 'id' | 'title'>,
  moments: readonly Moment[],
  arrived: readonly Arrived[],
): readonly string[] {
  const keys = new Set<string>();
  let side: Side = { is: 'nothing', severity: 'P3', key: null, calls: 0 };
  let before = side;
  let next = 0;
  let isPutOff = false;

  /** Whether it was the one to come; and then the pager knows. */
  function takes({ page, atMs, run }: Arrived, now: Moment, untilMs: number): boolean {
    const last = arrived[next - 1];
    // Whose answer was lost with a process, the next one sends again.
    const isAgain = last?.page.key === page.key && last.run !== run;
    const from = isAgain ? before : side;
    const what = wanted(from, now);
    if (atMs < now.atMs || atMs > untilMs || what === null || (!isAgain && keys.has(page.key))) return false;
    if (!isSaid(page, what, from, now)) return false;
    keys.add(page.key);
    before = from;
    side = told(from, what, page.key, now);
    return true;
  }

  function isSaid(page: Page, { act, reason }: Wanted, { key }: Side, now: Moment): boolean {
    return (
      page.act === act &&
      (reason === undefined || page.reason === reason) &&
      page.severity === now.severity &&
      page.follows === (act === 'trigger' ? null : key) &&
      page.by === (now.is === 'wanted' ? null : now.by) &&
      page.title === title &&
      page.contact === 'On-call engineer' &&
      page.foldKey === `${id}/on-call`
    );
  }

  for (const [index, now] of moments.entries()) {
    const untilMs = moments[index + 1]?.atMs ?? Infinity;
    for (let one = arrived[next]; one !== undefined && takes(one, now, untilMs); one = arrived[next])
      next += 1;
    if (now.isNews) isPutOff = false;
    isPutOff ||= wasNight(now);
    if (now.sureAtMs === null) continue;
    const missing = wanted(side, now);
    if (missing === null || (!isCall(missing) && missing.act === 'trigger' && isPutOff)) continue;
    return [`${id}: the pager was not told ${said(missing)} of ${when(now.atMs)}`];
  }
  const more = arrived[next];
  return more === undefined
    ? []
    : [`${id}: the pager was told ${said(more.page)} at ${when(more.atMs)}, and should not have been`];
}

const said = ({ act, reason = '' }: { act: string; reason?: string }): string =>
  act === 'trigger' ? `${act} (${reason})` : act;
const when = (atMs: number): string => new Date(atMs).toISOString();

/** At some time from then until it was looked at. */
function wasNight({ severity, atMs, sureAtMs }: Moment): boolean {
  const lastMs = sureAtMs ?? atMs;
  if (severity === 'P0' || severity === 'P1') return false;
  return isNight(severity, atMs) || isNight(severity, lastMs) || lastMs - atMs >= NIGHT_MS;
}

function told(side: Side, what: Wanted, pageKey: string, { severity, calls }: Moment): Side {
  const key = what.act === 'trigger' ? pageKey : side.key;
  const is = { trigger: 'open', acknowledge: 'acknowledged', resolve: 'resolved' } as const;
  return { is: is[what.act], severity, key, calls: isCall(what) ? calls : side.calls };
}
