/** Who could decide a request, counted when it is prepared: "nobody can" is said then, and not when it expires. */
import { AppError } from '../errors.ts';
import type { Directory } from './directory.ts';
import { freshGroups } from './groups.ts';
import { type Decidable, type FreshGroup, permit } from './policy.ts';
import type { ApproverGroup, Bill, Prepared } from './state.ts';

type Deps = { readonly directory: Directory; readonly monotonicMs: () => number };

type Named = Omit<Decidable, 'prepared'> & { readonly prepared: { readonly bill: Bill } };

/** How many members of a group are looked at to tell whether anybody could approve. */
const MEMBERS_LOOKED_AT_MAX = 30;

/** Throws AppError('unavailable') where Slack does not say who approves. */
export async function whoMay(deps: Deps, request: Named): Promise<Pick<Prepared, 'groups' | 'glass'>> {
  const count = async (handles: readonly string[], act: 'approve' | 'break_glass') => {
    const groups = await freshGroups(deps.directory, handles, deps.monotonicMs());
    return Promise.all(groups.map((group) => countEligible(deps, request, group, act)));
  };
  const { groups, breakGlass = [] } = request;
  const [approvers, glass] = await Promise.all([count(groups, 'approve'), count(breakGlass, 'break_glass')]);
  return { groups: approvers, ...(glass.length === 0 ? {} : { glass }) };
}

async function countEligible(
  deps: Deps,
  request: Named,
  group: FreshGroup,
  act: 'approve' | 'break_glass',
): Promise<ApproverGroup> {
  const { handle } = group;
  // Without the role there is nobody to break the glass, and an approver all the same.
  if (group.outcome === 'unreachable' && act === 'break_glass')
    return { handle, id: null, unreachable: true, eligible: 0 };
  if (group.outcome === 'unreachable')
    throw new AppError('unavailable', `Slack does not say who is in @${handle}.`);
  if (group.outcome === 'missing') return { handle, id: null, eligible: 0 };
  if (group.outcome === 'moved') return { handle, id: null, moved: true, eligible: 0 };
  const asked = group.members.slice(0, MEMBERS_LOOKED_AT_MAX);
  const people = await Promise.all(asked.map((id) => deps.directory.person(id)));
  const pins = [{ handle, id: group.id, eligible: 0 }];
  const pinned: Decidable = { ...request, prepared: { ...request.prepared, groups: pins, glass: pins } };
  // Of whom Slack said nothing just now may well approve later: that is no reason to say that nobody can.
  const mayBe = asked.filter((by, index) => {
    const person = people[index] ?? 'unknown';
    return person === 'unknown' || permit(pinned, { act, by, seat: handle }, person, [group]).ok;
  });
  return { handle, id: group.id, eligible: mayBe.length + group.members.length - asked.length };
}
