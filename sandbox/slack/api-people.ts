/** users.* and usergroups.*: who somebody is, and which groups they are in. */
import type { Call, Method } from './api-method.ts';
import { needs } from './api-method.ts';
import { bool, count, page, text } from './args.ts';
import type { User, UserGroup } from './fixture.ts';
import { LIST_PAGE_MAX } from './limits.ts';
import type { ApiAnswer } from './refusal.ts';
import { missing, refuse } from './refusal.ts';
import type { State } from './state.ts';

/** The e-mail address is left out without `users:read.email`, and for people of other workspaces. */
function userObject({ state, scopes }: Call, user: User): Record<string, unknown> {
  const withEmail = scopes.includes('users:read.email') && user.isStranger !== true && user.email !== '';
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted === true,
    ...(user.deleted === true ? {} : { color: user.color, tz: 'Europe/London', tz_offset: 0 }),
    real_name: user.realName,
    profile: {
      title: user.title,
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.realName,
      display_name_normalized: user.realName,
      ...(withEmail ? { email: user.email } : {}),
      team: user.teamId,
    },
    is_admin: false,
    is_owner: false,
    is_restricted: user.isRestricted === true,
    is_ultra_restricted: user.isUltraRestricted === true,
    is_bot: user.isBot === true,
    is_app_user: false,
    ...(user.isStranger === true ? { is_stranger: sharesNoChannel(state, user) } : {}),
    updated: Math.floor(state.now() / 1_000),
  };
}

/**
 * `is_stranger` is true for somebody of another workspace who shares no channel with the asking app, false when they
 * share one. Either way `team_id` is the sure sign.
 */
function sharesNoChannel(state: State, user: User): boolean {
  const bot = state.fixture.app.botUserId;
  return ![...state.rooms.values()].some(
    (room) => room.members.includes(user.id) && room.members.includes(bot),
  );
}

function info(call: Call): ApiAnswer {
  const id = text(call.args, 'user');
  if (id === undefined) return missing('user');
  const user = call.state.users.get(id);
  return user === undefined ? refuse('user_not_found') : { ok: true, user: userObject(call, user) };
}

function list(call: Call): ApiAnswer {
  const { state, args } = call;
  const paged = page(
    [...state.users.values()],
    text(args, 'cursor'),
    count(args, 'limit', LIST_PAGE_MAX, LIST_PAGE_MAX),
  );
  if (paged === null) return refuse('invalid_cursor');
  return {
    ok: true,
    members: paged.items.map((user) => userObject(call, user)),
    cache_ts: Math.floor(state.now() / 1_000),
    response_metadata: { next_cursor: paged.next },
  };
}

function lookupByEmail(call: Call): ApiAnswer {
  const email = text(call.args, 'email')?.toLowerCase();
  if (email === undefined) return missing('email');
  const user = [...call.state.users.values()].find(
    (each) => each.email === email && each.deleted !== true && each.isStranger !== true,
  );
  return user === undefined ? refuse('users_not_found') : { ok: true, user: userObject(call, user) };
}

function groupObject({ state, args }: Call, group: UserGroup): Record<string, unknown> {
  return {
    id: group.id,
    team_id: state.fixture.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: '',
    handle: group.handle,
    is_external: false,
    date_create: 1_600_000_000,
    date_update: 1_600_000_000,
    date_delete: 0,
    auto_type: null,
    ...(bool(args, 'include_users') ? { users: membersOf(state, group) } : {}),
    ...(bool(args, 'include_count') ? { user_count: membersOf(state, group).length } : {}),
  };
}

/** Deactivated people fall out of their groups. */
function membersOf(state: State, group: UserGroup): readonly string[] {
  return group.members.filter((id) => state.users.get(id)?.deleted !== true);
}

function listGroups(call: Call): ApiAnswer {
  return { ok: true, usergroups: [...call.state.groups.values()].map((group) => groupObject(call, group)) };
}

function listGroupMembers({ state, args }: Call): ApiAnswer {
  const id = text(args, 'usergroup');
  if (id === undefined) return missing('usergroup');
  const group = state.groups.get(id);
  return group === undefined ? refuse('no_such_subteam') : { ok: true, users: membersOf(state, group) };
}

export const peopleMethods: Readonly<Record<string, Method>> = {
  'users.info': { scopes: needs('users:read'), tier: 4, run: info },
  'users.list': { scopes: needs('users:read'), tier: 2, run: list },
  'users.lookupByEmail': { scopes: needs('users:read.email'), tier: 3, run: lookupByEmail },
  'usergroups.list': { scopes: needs('usergroups:read'), tier: 2, run: listGroups },
  'usergroups.users.list': { scopes: needs('usergroups:read'), tier: 2, run: listGroupMembers },
};
