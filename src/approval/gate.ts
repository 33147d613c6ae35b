/** The last look before something is sent: are they still approvers, is it still what they approved, has nothing moved. */
import type { RestActions } from '../check/rest-actions.ts';
import type { Warehouse } from '../check/warehouse.ts';
import type { Journal } from '../journal/journal.ts';
import { evaluateFacts, movedFacts, refusal } from '../runbook/evidence.ts';
import { shownFact } from '../runbook/evidence-discretion.ts';
import { givenFor, isSameCall } from './call.ts';
import type { Directory } from './directory.ts';
import { fingerprintOf } from './fingerprint.ts';
import { freshGroups } from './groups.ts';
import { heldNow, takenBy } from './held.ts';
import { actionOf, runReads, runsBefore } from './measure.ts';
import { permit } from './policy.ts';
import { type OwnPrincipals, refusedPrincipals, takesPrincipal } from './principals.ts';
import type { Approval, Found, Prepared, VoidReason } from './state.ts';

export type Gate =
  /** `found`: for the claim. */
  | { readonly outcome: 'open'; readonly found?: Found }
  | { readonly outcome: 'void'; readonly reason: VoidReason; readonly text: string }
  /** Something could not be asked. It is tried again until the request is too old to start. */
  | { readonly outcome: 'wait'; readonly why: string };

export type GateDeps = {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly actions: Warehouse;
  readonly actionsRest?: RestActions | null;
  readonly own: OwnPrincipals;
  readonly monotonicMs: () => number;
};

const OPEN: Gate = { outcome: 'open' };

export async function startGate(deps: GateDeps, approval: Approval): Promise<Gate> {
  const { prepared } = approval;
  if (prepared === null) return { outcome: 'wait', why: 'not prepared' };
  const people = await approversStill(deps, approval);
  // Only now: Slack may have taken half a minute to answer, and what was measured before it would be as old.
  const about = await principalsStill(deps, approval);
  if (about.outcome === 'void') return about;
  const [target, evidence] = await Promise.all([
    targetStill(deps, prepared),
    evidenceStill(deps, approval, prepared),
  ]);
  const gates = [people, about, target, evidence];
  const voids = gates.find((gate) => gate.outcome === 'void');
  const waits = gates.find((gate) => gate.outcome === 'wait');
  return voids ?? waits ?? evidence;
}

async function approversStill(deps: GateDeps, approval: Approval): Promise<Gate> {
  const handles = [...new Set(approval.seats.map(({ group }) => group))];
  const groups = await freshGroups(deps.directory, handles, deps.monotonicMs());
  for (const { by, group, brokeGlass } of approval.seats) {
    const person = await deps.directory.person(by);
    const act = brokeGlass ? 'break_glass' : 'approve';
    const permission = permit(approval, { act, by, seat: group }, person, groups);
    if (permission.ok) continue;
    if (permission.code === 'unknown_person' || permission.code === 'group_unreachable') {
      return { outcome: 'wait', why: `Slack does not say whether ${by} may still approve` };
    }
    return { outcome: 'void', reason: 'approver_left', text: 'Whoever approved this may not any more.' };
  }
  return OPEN;
}

async function targetStill(deps: GateDeps, { bill, fingerprint }: Prepared): Promise<Gate> {
  if (fingerprintOf(bill) !== fingerprint) {
    return {
      outcome: 'void',
      reason: 'fingerprint_differs',
      text: 'What is stored is not what was approved.',
    };
  }
  const identity = await deps.actions.identity().catch(() => null);
  if (identity === null) return { outcome: 'wait', why: 'the warehouse does not answer' };
  const same = identity.principal === bill.principal && identity.warehouse === bill.warehouse;
  const text = `It was approved for ${bill.principal} on ${bill.warehouse}; the bot is now ${identity.principal} on ${identity.warehouse}.`;
  return same ? OPEN : { outcome: 'void', reason: 'fingerprint_differs', text };
}

async function principalsStill({ own }: GateDeps, approval: Approval): Promise<Gate> {
  const { parameters } = actionOf(approval);
  if (!takesPrincipal(parameters)) return OPEN;
  const ours = await own.all().catch(() => null);
  if (ours === null) return { outcome: 'wait', why: 'the warehouse does not say who the bot is' };
  const [text] = Object.values(refusedPrincipals(parameters, approval.parameters, ours));
  return text === undefined ? OPEN : { outcome: 'void', reason: 'refused_by_evidence', text };
}

async function evidenceStill(deps: GateDeps, approval: Approval, prepared: Prepared): Promise<Gate> {
  const action = actionOf(approval);
  const params = approval.parameters;
  const taking = await takenBy(deps.journal, approval);
  if (taking !== null) return { outcome: 'wait', why: `${taking} is taking the same back` };
  const [reads, { boxed, found, why: held }] = await Promise.all([
    runReads({ ...deps, fromMs: runsBefore(approval) }, action, action.evidence.reads, params),
    heldNow(deps, approval),
  ]);
  const measured = evaluateFacts(action, reads, params, boxed);
  if (!measured.ok) return { outcome: 'wait', why: measured.problem };
  const scene = { params, reads, facts: measured.facts, boxed };
  const moved = movedFacts(action, prepared.facts, measured.facts);
  if (moved.length > 0) {
    const told = moved.map((name) => {
      const [was, is] = [prepared.facts[name], measured.facts[name]].map((value) =>
        JSON.stringify(shownFact(action, scene, prepared.facts, value ?? null)),
      );
      return `${name.replaceAll('_', ' ')} was ${was} and is ${is}`;
    });
    return { outcome: 'void', reason: 'evidence_moved', text: `Since it was asked for, ${told.join('; ')}.` };
  }
  const why = refusal(action, scene);
  if (why !== null) return { outcome: 'void', reason: 'evidence_moved', text: why };
  if (held?.outcome === 'failed') return { outcome: 'void', reason: 'evidence_moved', text: held.sentence };
  if (held !== null) return { outcome: 'wait', why: held.sentence };
  const text = 'What would be called is another call than when it was asked for.';
  const given = givenFor(action, approval, params, reads);
  return action.call === undefined || given === null || isSameCall(action.call, prepared.bill, given)
    ? { outcome: 'open', ...(found === undefined ? {} : { found }) }
    : { outcome: 'void', reason: 'evidence_moved', text };
}
