/** Nobody has decided, or signed, yet: whose turn it is is named again, and after a while whoever comes after them. */
import type { Incident } from '../incident/state.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Area, Contact } from '../runbook/schema-team.ts';
import type { Directory } from './directory.ts';
import { approvalDocument } from './document.ts';
import { threadOf } from './origin.ts';
import { namedInSlack } from './reach.ts';
import type { Approval, Told } from './state.ts';
import { findApproval } from './stored.ts';
import { isToEscalate, nudgeDueAtMs } from './waiting.ts';

export type NudgeDeps = {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly runbook: Runbook;
  readonly monotonicMs: () => number;
  readonly wake: () => void;
};

/** At the deadline `nudge` of a pending request. */
export async function nudge(deps: NudgeDeps, item: DueItem): Promise<void> {
  const approval = await findApproval(deps.journal, item.ref.id);
  if (nudgeDueAtMs(approval) === null) return;
  const escalates = isToEscalate(approval, await deps.journal.now());
  const also = escalates ? await whoElse(deps, approval) : [];
  await apply(deps.journal, approvalDocument, approval.id, { type: 'nudged', also });
  deps.wake();
}

/** At the deadline `review` of a request for which the glass was broken: nobody has signed for it yet. */
export async function missReview(deps: NudgeDeps, item: DueItem): Promise<void> {
  const approval = await findApproval(deps.journal, item.ref.id);
  if (approval.review?.signed !== null) return;
  const also = await firstOfTheChain(deps, approval);
  await apply(deps.journal, approvalDocument, approval.id, { type: 'review_missed', also });
  deps.wake();
}

/** Whoever may decide as well, where there is such a group; else the first of the area's chain who can be reached. */
async function whoElse(deps: NudgeDeps, approval: Approval): Promise<readonly Told[]> {
  const others = approval.inOrder ? [] : (approval.prepared?.groups.slice(1) ?? []);
  const next = others.find(({ id, eligible }) => id !== null && eligible > 0);
  if (next?.id !== undefined && next.id !== null) return [{ kind: 'group', id: next.id }];
  return firstOfTheChain(deps, approval);
}

async function firstOfTheChain(deps: NudgeDeps, approval: Approval): Promise<readonly Told[]> {
  const area = await areaOf(deps, approval);
  const chain = (area?.escalation ?? []).flatMap((id) => deps.runbook.contacts[id] ?? []);
  const inSlack = chain.find(({ slack_user, slack_group }) => slack_user ?? slack_group);
  const contact = inSlack ?? chain[0];
  return contact === undefined ? [] : [await toldOf(deps, contact)];
}

/** The incident's, as it is by now; outside of incidents the first one that has this action. */
async function areaOf({ journal, runbook }: NudgeDeps, approval: Approval): Promise<Area | undefined> {
  const { ref } = threadOf(approval);
  if (ref.kind !== 'incident') return runbook.areas.find(({ actions }) => actions.includes(approval.action));
  const incident = await read<Incident>(journal, ref);
  return runbook.areas.find(({ id }) => id === incident?.state.area);
}

/** As Slack names them, where it can. */
export async function toldOf(
  deps: Pick<NudgeDeps, 'monotonicMs'> & { readonly directory: Pick<Directory, 'group'> },
  contact: Contact,
): Promise<Told> {
  const { title, phone, email } = contact;
  const reach = phone ?? email;
  const inWords = { kind: 'words', text: reach === undefined ? title : `${title} (${reach})` } as const;
  return (await namedInSlack(deps, contact)) ?? inWords;
}
