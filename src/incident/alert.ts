/** Somebody calls in a contact of the runbook: by name where Slack has them, else with how they are reached. */
import { namedInSlack } from '../approval/reach.ts';
import type { Told } from '../approval/state.ts';
import { AppError } from '../errors.ts';
import type { Contact } from '../runbook/schema-team.ts';
import type { IncidentDeps } from './commit.ts';
import type { Incident, IncidentEvent, IncidentStep } from './state.ts';
import { refuse } from './state.ts';

export type Alerted = Extract<IncidentEvent, { readonly type: 'alerted' }>;

/** Two who press at once call once. */
export const ALERT_AGAIN_AFTER_MS = 60_000;

export function alert(incident: Incident, { contact }: Alerted, atMs: number): IncidentStep {
  const before = incident.alertedAtMs?.[contact];
  if (before !== undefined && atMs - before < ALERT_AGAIN_AFTER_MS) return refuse('alerted_just_now');
  return { ok: true, state: { ...incident, alertedAtMs: { ...incident.alertedAtMs, [contact]: atMs } } };
}

/** Throws AppError('not_found') for whom the runbook does not know, and where it knows no way to them. */
export async function alertOf(
  deps: Pick<IncidentDeps, 'directory' | 'monotonicMs' | 'runbook'>,
  by: string,
  contact: string,
  words: string | null,
): Promise<Alerted> {
  const known = deps.runbook.contacts[contact];
  if (known === undefined) throw new AppError('not_found', 'The runbook has no such contact any more.');
  const named = await namedInSlack(deps, known);
  const ways = waysTo(known);
  if (named === null && ways.length === 0)
    throw new AppError(
      'not_found',
      `The runbook knows no way to reach ${known.title}, so nobody was told. Find somebody who does, and add it to its contacts.`,
    );
  const told: Told = named ?? { kind: 'words', text: ways.join(', ') };
  return { type: 'alerted', contact, title: known.title, told, words, by };
}

/** What is not Slack's, or only a channel of it: for a person to use. */
export function waysTo({ phone, email, ticket, slack_channel }: Contact): readonly string[] {
  const ways = {
    phone,
    mail: email,
    ticket,
    channel: slack_channel === undefined ? undefined : `#${slack_channel}`,
  };
  return Object.entries(ways).flatMap(([way, value]) => (value === undefined ? [] : [`${way} ${value}`]));
}
