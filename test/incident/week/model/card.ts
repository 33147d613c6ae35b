/** What the card of an incident has to say, line by line, and what there is to press on it. */
import { contactNext, isOver, type Life, nextCallAtMs, owesPostmortem, type State } from './life.ts';
import { isNight, morningAfter, type Severity } from './rules.ts';

const MARKS = { P0: '🔴', P1: '🟠', P2: '🟡', P3: '🔵' } as const satisfies { [of in Severity]: string };
const NAMES = { P0: 'Critical', P1: 'High', P2: 'Medium', P3: 'Low' } as const satisfies {
  [of in Severity]: string;
};
const AREAS = { pipes: 'Pipes', models: 'Models' } as const;
const DRILL_SAID = 'DRILL: nobody is paged, what is approved does not run, and it is not counted.';

/** As `seen.ts` reads what hangs in Slack. */
export type Expected = { readonly first: string; readonly lines: readonly string[] };

export const at = (ms: number): string => `{${Math.floor(ms / 1_000)}}`;
const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

/** On a lock screen, where Slack reads three characters as its own. That it is a drill comes first, and once. */
export function lockScreen({ isDrill }: Pick<Life, 'isDrill'>, text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return isDrill ? `DRILL · ${safe.split('DRILL · ').join('')}` : safe;
}

export function card(life: Life, nowMs: number): Expected {
  const { id, severity, title, state, area, affected, resolution, reopenedFor } = life;
  const about = [id, capital(state), NAMES[severity], ...(area === null ? [] : [AREAS[area]])];
  return {
    first: lockScreen(life, `${severity} ${id}: ${title} (${state})`),
    lines: [
      ...(life.isDrill ? [DRILL_SAID] : []),
      `${MARKS[severity]} ${severity} · ${title}`,
      about.join(' · '),
      ...(affected === null ? [] : [`Affected: ${affected}`]),
      clock(life, nowMs),
      ...toldNext(life),
      ...people(life),
      ...(resolution === null ? [] : [`Resolved: ${resolution}`]),
      ...(resolution === null && reopenedFor !== null ? [`Reopened: ${reopenedFor}`] : []),
      ...controls(life),
    ],
  };
}

/** Due, at risk from half of it on, missed; once somebody has responded, when that was and what came last. */
function clock(
  { steps, state, severity, isChanged, dueAtMs, timedFromMs, missedAtMs }: Life,
  nowMs: number,
): string {
  const first = steps[0];
  const last = steps.at(-1);
  if (first !== undefined && last !== undefined) {
    // Of whichever severity it was missed, where that was changed.
    const missed = isChanged ? 'response time missed' : `${severity} response time missed`;
    const isMoved = state !== 'acknowledged' && last !== first;
    const moved = isMoved ? ` · ${last.to} ${at(last.atMs)}` : '';
    return `Responded ${at(first.atMs)}${moved}${missedAtMs === null ? '' : ` · ${missed}`}`;
  }
  if (nowMs >= dueAtMs) return `Response overdue since ${at(dueAtMs)}`;
  if (nowMs >= Math.floor((timedFromMs + dueAtMs) / 2)) return `Respond soon: due ${at(dueAtMs)}`;
  return `Respond by ${at(dueAtMs)}`;
}

function toldNext(life: Life): readonly string[] {
  const callAtMs = nextCallAtMs(life);
  const contact = contactNext(life);
  const pages =
    contact?.isPaged === true && !life.isDrill ? 'is told and paged' : 'is told (this does not page)';
  const { snooze } = life;
  return [
    ...(callAtMs === null
      ? []
      : [
          `Next: ${contact?.title ?? ''} ${pages}, ${at(isNight(life.severity, callAtMs) ? morningAfter(life.severity, callAtMs) : callAtMs)}`,
        ]),
    ...(snooze === null || isOver(life) ? [] : [`Snoozed by <@${snooze.by}> until ${at(snooze.untilMs)}`]),
  ];
}

function people({ commander, declaredBy, scribe, communications, responders }: Life): readonly string[] {
  const command = commander === null ? 'nobody yet' : `<@${commander}>`;
  const more = responders.length > 4 ? ` and ${responders.length - 4} more` : '';
  const names = responders
    .slice(0, 4)
    .map((who) => ` <@${who}>`)
    .join('');
  const others = [
    ...(scribe === null ? [] : [`Scribe: <@${scribe}>`]),
    ...(communications === null ? [] : [`Communications: <@${communications}>`]),
    ...(responders.length === 0 ? [] : [`Responding:${names}${more}`]),
  ];
  return [
    `Command: ${command} · declared by <@${declaredBy}>`,
    ...(others.length === 0 ? [] : [others.join(' · ')]),
  ];
}

const STEP_BUTTONS: { readonly [state in State]?: string } = {
  open: 'Acknowledge',
  acknowledged: 'Assess',
  assessed: 'Investigate',
  investigating: 'Mitigate',
  mitigated: 'Resolve',
};

/** The step at hand and at most two beside it; the rest is in the menu. */
export function controls(life: Life): readonly string[] {
  const { state, commander } = life;
  const step = STEP_BUTTONS[state];
  if (step !== undefined)
    return [
      `[${step}] [Run checks] [Request action]`,
      `… Add note | ${commander === null ? 'Take command' : 'Join or hand over'} | Change severity | ${
        step === 'Resolve' ? 'Run one check | Alert somebody' : 'Resolve | Run one check'
      }`,
    ];
  const buttons =
    state === 'closed'
      ? '[Post-mortem]'
      : owesPostmortem(life)
        ? '[Post-mortem] [Close]'
        : '[Close] [Post-mortem]';
  return [
    `${buttons} [Make canvas]`,
    '… Add note | Timeline | Post-mortem as a file | Alert somebody | Reopen',
  ];
}
