/** The directory on Slack: users.info, usergroups.list, usergroups.users.list. Nothing that it learns is kept. */
import type { WebClient } from '@slack/web-api';
import type { Directory, GroupAnswer, PersonFacts } from '../approval/directory.ts';
import type { Clock } from '../outbox/clock.ts';
import { slackFailure } from './slack-client.ts';
import { type GroupCallResult, openGroupCalls, type Permit } from './slack-group-calls.ts';
import { groupsAnswer, membersAnswer, teamAnswer, userAnswer } from './slack-people.ts';

export type SlackDirectoryDeps = {
  readonly client: WebClient;
  readonly clock: Clock;
  /** Asked before every call for a group's members: the right to make it, over all processes. */
  readonly permit?: Permit;
};

export function slackDirectory({ client, clock, permit = always }: SlackDirectoryDeps): Directory {
  const ownTeam = openOwnTeam(client);
  const lists = openGroupCalls({ clock, permit, fetch: () => fetchGroups(client) });
  const calls = openGroupCalls({ clock, permit, fetch: (groupId) => fetchMembers(client, groupId) });
  return {
    person: (userId) => findPerson(client, ownTeam, userId),
    group: async (handle, begunAfterMs) => {
      const [team, listed] = await Promise.all([ownTeam(), lists.ask(ALL_GROUPS, begunAfterMs)]);
      if (listed.outcome === 'unreachable') return listed;
      return team === null ? { outcome: 'unreachable' } : groupIn(listed.value, team, handle);
    },
    members: async (groupId, begunAfterMs) => {
      const listed = await calls.ask(groupId, begunAfterMs);
      if (listed.outcome === 'unreachable') return listed;
      return { outcome: 'known', members: listed.value, begunAtMs: listed.begunAtMs };
    },
  };
}

const always: Permit = async () => ({ outcome: 'granted' });

type Team = { readonly teamId: string; readonly enterpriseId: string | null };

/** Whose bot this is never changes under one token, so it is the one answer that is kept. */
function openOwnTeam(client: WebClient): () => Promise<Team | null> {
  let team: Team | null = null;
  return async () => {
    if (team !== null) return team;
    try {
      const parsed = teamAnswer.safeParse(await client.auth.test());
      team = parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
    return team;
  };
}

async function findPerson(
  client: WebClient,
  ownTeam: () => Promise<Team | null>,
  userId: string,
): Promise<PersonFacts | 'unknown'> {
  try {
    // Side by side: one after the other they would not both fit into the three seconds that a first command has.
    const [team, answer] = await Promise.all([ownTeam(), client.users.info({ user: userId })]);
    const parsed = userAnswer.safeParse(answer);
    if (team === null || !parsed.success || parsed.data.user.id !== userId) return 'unknown';
    return factsOf(parsed.data.user, team);
  } catch {
    return 'unknown';
  }
}

type SlackUser = ReturnType<typeof userAnswer.parse>['user'];

function factsOf(user: SlackUser, team: Team): PersonFacts {
  // In an Enterprise organisation a colleague's home may be another workspace of it.
  const isColleague =
    user.team_id === team.teamId ||
    (team.enterpriseId !== null && user.enterprise_user?.enterprise_id === team.enterpriseId);
  const isStranger = user.is_stranger === true || !isColleague;
  // Slackbot calls itself no bot: https://docs.slack.dev/reference/objects/user-object
  const isBot = user.is_bot || user.is_workflow_bot === true || user.id === 'USLACKBOT';
  const isRestricted = user.is_restricted || user.is_ultra_restricted;
  return {
    id: user.id,
    teamId: user.team_id,
    name: user.profile.display_name || user.profile.real_name || user.name,
    email: user.profile.email || null,
    isBot,
    isDeleted: user.deleted,
    isRestricted,
    isStranger,
    isFullMember: !isBot && !user.deleted && !isRestricted && !isStranger,
  };
}

type SlackGroup = ReturnType<typeof groupsAnswer.parse>['usergroups'][number];

/** A partner's group is listed too, under the handle that they gave it. */
function groupIn(listed: readonly SlackGroup[], team: Team, handle: string): GroupAnswer {
  const own = listed.filter(
    (group) => group.handle === handle && group.is_external !== true && isOurs(group.team_id, team),
  );
  const enabled = own.filter((group) => group.date_delete === 0);
  const [group, another] = enabled.length > 0 ? enabled : own;
  if (group === undefined) return { outcome: 'missing' };
  // Two that are in use under one handle: which is meant cannot be said.
  if (another !== undefined && enabled.length > 0) return { outcome: 'missing' };
  return { outcome: 'found', id: group.id, handle, isDisabled: group.date_delete !== 0 };
}

function isOurs(teamId: string, team: Team): boolean {
  return teamId === team.teamId || teamId === team.enterpriseId;
}

/** No group's id: the one question that is about all of them. */
const ALL_GROUPS = 'all';

async function fetchGroups(client: WebClient): Promise<GroupCallResult<readonly SlackGroup[]>> {
  try {
    const parsed = groupsAnswer.safeParse(await client.usergroups.list({ include_disabled: true }));
    return parsed.success ? { outcome: 'listed', value: parsed.data.usergroups } : { outcome: 'failed' };
  } catch (error) {
    return failedCall(error);
  }
}

async function fetchMembers(client: WebClient, groupId: string): Promise<GroupCallResult<readonly string[]>> {
  try {
    const parsed = membersAnswer.safeParse(await client.usergroups.users.list({ usergroup: groupId }));
    if (!parsed.success) return { outcome: 'failed' };
    return { outcome: 'listed', value: [...new Set(parsed.data.users)] };
  } catch (error) {
    return failedCall(error);
  }
}

function failedCall(error: unknown): GroupCallResult<never> {
  const failure = slackFailure(error);
  return failure.outcome === 'rate_limited' ? failure : { outcome: 'failed' };
}
