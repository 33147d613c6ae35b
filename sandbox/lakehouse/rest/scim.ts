/**
 * Groups of the account on the workspace's host: https://docs.databricks.com/api/workspace/accountgroupsv2, and users.
 * An account's admin or the group's manager may change who is in it, and nobody where an identity provider keeps it:
 * https://docs.databricks.com/en/admin/users-groups/manage-groups.html
 */
import { z } from 'zod';
import { principalId } from '../data/principal-id.ts';
import type { RestCall, RestContext } from './call.ts';
import { ADMINS, type Group } from './group.ts';
import { scimRefusal } from './refusal.ts';
import { everybody, type Member, membersOf, setMember } from './scim-directory.ts';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const COUNT_MAX = 100;

export function listGroups({ workspace, world }: RestContext, { query }: RestCall): object {
  const all = workspace.groups.map((group) => ({
    sought: group.displayName,
    shown: shownGroup(group, membersOf(group, world.catalog.access, workspace.groups)),
  }));
  return page(all, 'displayName', query);
}

export function getGroup({ workspace, world }: RestContext, { ids: [id = ''] }: RestCall): object {
  const group = findGroup(workspace.groups, id);
  return shownGroup(group, membersOf(group, world.catalog.access, workspace.groups));
}

export function listUsers({ workspace, world }: RestContext, { query }: RestCall): object {
  const users = everybody(world.catalog.access, workspace.groups).filter(({ kind }) => kind === 'Users');
  const all = users.map(({ name, id }) => ({
    sought: name,
    shown: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id,
      userName: name,
      emails: [{ type: 'work', value: name, primary: true }],
      active: true,
    },
  }));
  return page(all, 'userName', query);
}

const Members = z.array(z.object({ value: z.string() }));

const PatchBody = z.object({
  schemas: z.array(z.string()).refine((schemas) => schemas.includes(PATCH)),
  Operations: z
    .array(z.object({ op: z.string(), path: z.string().optional(), value: z.unknown().optional() }))
    .min(1),
});

/** All of the operations or, where one is refused, none. Who is in already is added, and who is not is removed, without a word. */
export function patchGroup(context: RestContext, { caller, body, ids: [id = ''] }: RestCall): null {
  const { groups } = context.workspace;
  const { access } = context.world.catalog;
  const group = findGroup(groups, id);
  const isAdmin = access.groupsOf(caller.principal).includes(ADMINS);
  if (!isAdmin && !group.managers.includes(caller.principal)) {
    throw scimRefusal(
      403,
      null,
      `User ${caller.principal} is not authorized to update group ${group.displayName}.`,
    );
  }
  if (group.isExternal) {
    const detail = `Group ${group.displayName} is managed by an external identity provider; its members cannot be changed here.`;
    throw scimRefusal(400, 'mutability', detail);
  }
  const parsed = PatchBody.safeParse(body);
  if (!parsed.success) throw scimRefusal(400, 'invalidSyntax', 'The request is not a PatchOp.');
  const known = everybody(access, groups);
  const changes = parsed.data.Operations.flatMap((operation) => changesOf(operation, known));
  for (const { member, isMember } of changes) setMember(member, group, isMember, access);
  return null;
}

type Operation = z.infer<typeof PatchBody>['Operations'][number];

type Change = { readonly member: Member; readonly isMember: boolean };

/** `add` with the path `members` or none, `remove` with `members[value eq "id"]`, or with a list as its value. */
function changesOf({ op, path, value }: Operation, known: readonly Member[]): readonly Change[] {
  const isMember = op.toLowerCase() === 'add';
  if (!isMember && op.toLowerCase() !== 'remove')
    throw scimRefusal(400, 'invalidSyntax', `The operation ${op} is not supported.`);
  const [, single] = /^members\[value eq "([^"]+)"\]$/.exec(path ?? '') ?? [];
  if (single !== undefined && !isMember) return [{ member: findMember(known, single), isMember }];
  const given = path === undefined ? z.object({ members: Members }).safeParse(value).data?.members : value;
  const members = Members.safeParse(given);
  if ((path !== undefined && path !== 'members') || !members.success)
    throw scimRefusal(400, 'invalidPath', `The path ${path ?? ''} is not supported.`);
  return members.data.map((one) => ({ member: findMember(known, one.value), isMember }));
}

function findMember(known: readonly Member[], id: string): Member {
  const found = known.find((member) => member.id === id);
  if (found !== undefined) return found;
  throw scimRefusal(404, null, `Principal with id ${id} not found.`);
}

function findGroup(groups: readonly Group[], id: string): Group {
  const found = groups.find(({ displayName }) => principalId(displayName) === id);
  if (found !== undefined) return found;
  throw scimRefusal(404, null, `Group with id ${id} not found.`);
}

function shownGroup(group: Group, members: readonly Member[]): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    id: principalId(group.displayName),
    displayName: group.displayName,
    ...(group.isExternal ? { externalId: `idp-${principalId(group.displayName)}` } : {}),
    ...(members.length === 0
      ? {}
      : {
          members: members.map(({ name, id, kind }) => ({ value: id, display: name, $ref: `${kind}/${id}` })),
        }),
    meta: { resourceType: 'Group' },
  };
}

type Listed = { readonly sought: string; readonly shown: object };

/** `attribute eq "text"` is all that is taken as a filter; letters are compared without their case. */
function page(all: readonly Listed[], attribute: string, query: URLSearchParams): object {
  const filter = query.get('filter');
  const [, name, text = ''] = /^\s*(\w+)\s+eq\s+"([^"]*)"\s*$/i.exec(filter ?? '') ?? [];
  if (filter !== null && name?.toLowerCase() !== attribute.toLowerCase())
    throw scimRefusal(400, 'invalidFilter', `Given filter operator is not supported: ${filter}`);
  const wanted = all.filter(({ sought }) => filter === null || sought.toLowerCase() === text.toLowerCase());
  const startIndex = Math.max(1, Number(query.get('startIndex') ?? 1) || 1);
  const count = Math.min(COUNT_MAX, Math.max(0, Number(query.get('count') ?? COUNT_MAX) || 0));
  const items = wanted.slice(startIndex - 1, startIndex - 1 + count);
  return {
    schemas: [LIST],
    totalResults: wanted.length,
    startIndex,
    itemsPerPage: items.length,
    ...(items.length === 0 ? {} : { Resources: items.map(({ shown }) => shown) }),
  };
}
