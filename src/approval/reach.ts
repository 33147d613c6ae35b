/** How a contact of the runbook is told: as a person or a group of Slack, else in words. */
import type { Contact } from '../runbook/schema-team.ts';
import type { Directory } from './directory.ts';
import type { Told } from './state.ts';

type Deps = { readonly directory: Pick<Directory, 'group'>; readonly monotonicMs: () => number };

/** Null where Slack has nobody for it, or does not say who. */
export async function namedInSlack(
  { directory, monotonicMs }: Deps,
  { slack_user, slack_group }: Pick<Contact, 'slack_user' | 'slack_group'>,
): Promise<Exclude<Told, { readonly kind: 'words' }> | null> {
  if (slack_user !== undefined) return { kind: 'user', id: slack_user };
  if (slack_group === undefined) return null;
  const group = await directory.group(slack_group, monotonicMs());
  return group.outcome === 'found' && !group.isDisabled ? { kind: 'group', id: group.id } : null;
}
