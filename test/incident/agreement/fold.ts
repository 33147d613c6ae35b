/** The model's account of an incident from the journal's entries alone: what is written there, told by the specification. */
import { isDeepStrictEqual } from 'node:util';
import type { IncidentEvent } from '../../../src/incident/state.ts';
import { type Act, born, happened, hasResponse, type Life, whoHasIt } from '../week/model/life.ts';
import { type Calls, type Moment, momentOf } from '../week/model/pager.ts';
import type { Area } from '../week/model/rules.ts';
import { attention, reminders, type Told } from '../week/model/told.ts';

export type Written = { readonly atMs: number; readonly event: IncidentEvent };

export type Account = {
  readonly life: Life;
  /** Until when the clock has been looked at: the card says no more than what was written down. */
  readonly seenAtMs: number;
  /** What the bot did by itself and should not have. */
  readonly problems: readonly string[];
  /** As those who are paged have to know it. */
  readonly moments: readonly Moment[];
};

export function folded(entries: readonly Written[]): Account {
  let life: Life | null = null;
  let seenAtMs = 0;
  const problems: string[] = [];
  const moments: Moment[] = [];
  let calls: Calls = { calls: 0, isLate: false };
  /** Who had it until then: at that very moment the bot may not know yet that somebody else does. */
  let hadIt = { who: '', atMs: -1 };
  for (const { atMs, event } of entries) {
    if (event.type === 'declared') {
      const { id, title, severity, affected = null, drill: isDrill = false, by: declaredBy } = event;
      const area = event.area as Area | null;
      life = born({ id, title, severity, area, affected, isDrill, declaredBy, declaredAtMs: atMs });
      moments.push(momentOf(life, calls, atMs, null));
      continue;
    }
    if (life === null) throw new Error(`${event.type} came before it was declared.`);
    const act = actOf(event);
    const timedFromMs = life.timedFromMs;
    const holder = whoHasIt(life);
    if (act !== null) happened(life, act, 'by' in event ? (event.by ?? '') : '', atMs);
    else problems.push(...byItself(life, event, atMs, hadIt.atMs === atMs ? hadIt.who : holder));
    if (whoHasIt(life) !== holder) hadIt = { who: holder, atMs };
    if (life.timedFromMs !== timedFromMs) seenAtMs = 0;
    if (event.type === 'called' && event.called.pages)
      calls = { calls: calls.calls + 1, isLate: event.isLate };
    moments.push(momentOf(life, calls, atMs, moments.at(-1) ?? null));
    // As far as is written down, however late that was.
    if (event.type === 'clock_passed') seenAtMs = event.mark === 'at_risk' ? halfOf(life) : life.dueAtMs;
  }
  if (life === null) throw new Error('Nothing is written.');
  return { life, seenAtMs, problems, moments };
}

const halfOf = ({ timedFromMs, dueAtMs }: Life): number => Math.floor((timedFromMs + dueAtMs) / 2);

/** It has to be what a look at that moment leads to. */
function byItself(life: Life, event: IncidentEvent, atMs: number, hadIt: string): readonly string[] {
  switch (event.type) {
    case 'called': {
      const told = attention(life, atMs)[0];
      const { told: named, pages } = event.called;
      const ping =
        named?.kind === 'user' ? `<@${named.id}>` : named?.kind === 'group' ? `<!${named.id}>` : null;
      const found = { what: 'called', ping, isLate: event.isLate, pages };
      return unlike(found, told?.what === 'called' ? calledOf(life, told) : told);
    }
    case 'update_asked': {
      const told = attention(life, atMs)[0];
      const whom = event.whom === hadIt && told?.what === 'asked' ? told.whom : event.whom;
      return unlike({ what: 'asked', whom }, told);
    }
    case 'put_off': {
      const told = attention(life, atMs);
      return unlike({ untilMs: event.untilMs, told: [] }, { untilMs: life.sleepUntilMs, told });
    }
    case 'reminded': {
      const { postmortem: ofPostmortem, items: ofItems } = event;
      return unlike({ what: 'reminded', ofPostmortem, ofItems }, reminders(life, atMs)[0]);
    }
    case 'clock_passed': {
      const passedAtMs = event.mark === 'at_risk' ? halfOf(life) : life.dueAtMs;
      const isThere = !hasResponse(life) && atMs >= passedAtMs;
      return isThere ? [] : [`the clock is said to be ${event.mark} and is not`];
    }
    default:
      return [];
  }
}

function calledOf(life: Life, { what, contact, isLate }: Extract<Told, { what: 'called' }>) {
  const pages = contact?.isPaged === true && !life.isDrill;
  return { what, ping: contact?.ping ?? null, isLate, pages };
}

function unlike(found: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  return [`the journal has ${JSON.stringify(found)} and should have ${JSON.stringify(expected)}`];
}

/** Null: nobody did it. */
function actOf(event: IncidentEvent): Act | null {
  switch (event.type) {
    case 'advanced':
      return { do: 'step', to: event.to };
    case 'resolved':
      return { do: 'resolve', summary: event.summary };
    case 'closed':
      return { do: 'close' };
    case 'reopened':
      return { do: 'reopen', reason: event.reason };
    case 'severity_changed':
      return { do: 'severity', to: event.to };
    case 'command_taken':
      return { do: 'take' };
    case 'joined':
      return { do: 'join' };
    case 'handed_over':
      return { do: 'assign', role: 'commander', to: event.to };
    case 'role_given':
      return { do: 'assign', role: event.role, to: event.to };
    case 'noted':
      return { do: 'note', text: event.text };
    case 'snoozed':
      return { do: 'snooze', forMs: event.forMs };
    case 'postmortem_written':
      return { do: 'postmortem', item: event.item };
    case 'item_done':
      return { do: 'done', item: event.item };
    default:
      return null;
  }
}
