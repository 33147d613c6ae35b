/** What a pager is to be told of an incident as it is now, by what it has been told: one thing at a time, in order. */
import { type Incident, isOver, loweredBy } from '../incident/state.ts';
import type { PageAct, PageReason } from './pager.ts';
import { type Alert, causeOf, type Page, type Telling } from './state.ts';

/** What the pager should show: that somebody is wanted, has it, or that it is over. */
export type Level = PageAct;

export function levelOf(incident: Incident): Level {
  if (isOver(incident)) return 'resolve';
  return incident.clock.mark === 'met' ? 'acknowledge' : 'trigger';
}

/**
 * Null: nothing. By the state alone, so that a trigger that was still being tried when somebody responded is never sent
 * again. `isQuiet`: it is night for those who would be told once more of what they know; nobody is.
 */
export function nextTelling(page: Page, incident: Incident, isQuiet: boolean): Telling | null {
  switch (levelOf(incident)) {
    case 'resolve':
      return isOpenThere(page) ? follow(page, incident, 'resolve') : null;
    case 'acknowledge':
      return onceAnswered(page, incident, isQuiet);
    case 'trigger': {
      const { isCall } = causeOf(page);
      if (isCall) return trigger(page, incident, page.isLate ? 'late' : 'called');
      return isRaised(page, incident) && !isQuiet ? trigger(page, incident, 'raised') : null;
    }
  }
}

/** Somebody has it. Who was told that it is over is told that it is not; a raise before the answer is old with it. */
function onceAnswered(page: Page, incident: Incident, isQuiet: boolean): Telling | null {
  const { alert } = page;
  if (alert?.is === 'resolved') return isQuiet ? null : trigger(page, incident, 'reopened');
  if (alert?.is === 'acknowledged')
    return isRaised(page, incident) && !isQuiet ? trigger(page, incident, 'raised') : null;
  return isOpenThere(page) ? follow(page, incident, 'acknowledge') : null;
}

function isOpenThere({ alert, unanswered }: Page): boolean {
  return unanswered !== undefined || (alert !== undefined && alert.is !== 'resolved');
}

function isRaised({ alert }: Page, { severity }: Incident): boolean {
  return alert !== undefined && alert.is !== 'resolved' && loweredBy(alert.severity, severity) < 0;
}

function trigger(page: Page, incident: Incident, reason: PageReason): Telling {
  const { key, isCall } = causeOf(page);
  const named = isCall ? key : `${key}/trigger`;
  const isAnswered = levelOf(incident) === 'acknowledge';
  const then: Alert = { is: 'open', key: named, severity: incident.severity, isAnswered };
  return { act: 'trigger', reason, key: named, then };
}

function follow(page: Page, { severity }: Incident, act: Exclude<PageAct, 'trigger'>): Telling {
  const { alert, unanswered } = page;
  const cause = causeOf(page);
  const key = unanswered ?? alert?.key ?? cause.key;
  const is = act === 'resolve' ? 'resolved' : 'acknowledged';
  // The reason is the trigger's affair; a follow-up has none of its own.
  return { act, reason: 'called', key: `${cause.key}/${act}`, then: { is, key, severity, isAnswered: true } };
}
