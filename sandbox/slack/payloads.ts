/** The bodies that Slack sends, member by member: https://docs.slack.dev/reference/interaction-payloads */
import type { Room, User } from './fixture.ts';
import { homeObject } from './homes.ts';
import { messageObject } from './messages.ts';
import type { Values } from './page-api.ts';
import type { State, StoredHome, StoredMessage, StoredView } from './state.ts';
import { nextId } from './state.ts';
import { viewObject } from './views.ts';

/** Slack still sends it, long deprecated; nothing may rely on it. */
const VERIFICATION_TOKEN = 'deprecated-verification-token';

type Payload = Record<string, unknown>;

export function commandForm(
  state: State,
  say: { person: User; room: Room; command: string; text: string },
  ids: { triggerId: string; responseUrl: string },
): string {
  const { team, app } = state.fixture;
  return new URLSearchParams({
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: say.room.id,
    channel_name: say.room.directWith === undefined ? say.room.name : 'directmessage',
    user_id: say.person.id,
    user_name: say.person.name,
    command: say.command,
    text: say.text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: ids.responseUrl,
    trigger_id: ids.triggerId,
  }).toString();
}

function envelope(state: State, type: string, person: User): Payload {
  const { team, app } = state.fixture;
  return {
    type,
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    api_app_id: app.id,
    token: VERIFICATION_TOKEN,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function messageActions(
  state: State,
  press: { person: User; room: Room; message: StoredMessage; action: Payload; values: Values },
  ids: { triggerId: string; responseUrl: string },
): Payload {
  const { room, message } = press;
  const ephemeral = message.to !== undefined;
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  return {
    ...envelope(state, 'block_actions', press.person),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: room.id,
      is_ephemeral: ephemeral,
      ...thread,
    },
    trigger_id: ids.triggerId,
    channel: { id: room.id, name: room.directWith === undefined ? room.name : 'directmessage' },
    // An ephemeral is kept nowhere, so its message is not in the payload.
    ...(ephemeral ? {} : { message: messageObject(state, message) }),
    state: { values: press.values },
    response_url: ids.responseUrl,
    actions: [press.action],
  };
}

export function viewActions(
  state: State,
  press: { person: User; view: StoredView | StoredHome; action: Payload },
  ids: { triggerId: string },
): Payload {
  const { view } = press;
  return {
    ...envelope(state, 'block_actions', press.person),
    container: { type: 'view', view_id: view.id },
    trigger_id: ids.triggerId,
    view: 'rootId' in view ? viewObject(state, view) : homeObject(state, view),
    actions: [press.action],
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export function globalShortcut(state: State, person: User, callbackId: string, triggerId: string): Payload {
  return {
    ...envelope(state, 'shortcut', person),
    callback_id: callbackId,
    trigger_id: triggerId,
    action_ts: (state.now() / 1_000).toFixed(6),
  };
}

export function messageShortcut(
  state: State,
  chosen: { person: User; room: Room; message: StoredMessage; callbackId: string },
  ids: { triggerId: string; responseUrl: string },
): Payload {
  const { person, room, message, callbackId } = chosen;
  return {
    ...envelope(state, 'message_action', person),
    callback_id: callbackId,
    trigger_id: ids.triggerId,
    response_url: ids.responseUrl,
    action_ts: (state.now() / 1_000).toFixed(6),
    message_ts: message.ts,
    channel: { id: room.id, name: room.directWith === undefined ? room.name : 'directmessage' },
    message: messageObject(state, message),
  };
}

export function viewSubmission(state: State, person: User, view: StoredView, triggerId: string): Payload {
  return {
    ...envelope(state, 'view_submission', person),
    trigger_id: triggerId,
    view: viewObject(state, view),
    response_urls: [],
  };
}

export function viewClosed(state: State, person: User, view: StoredView, isCleared: boolean): Payload {
  return { ...envelope(state, 'view_closed', person), view: viewObject(state, view), is_cleared: isCleared };
}

export function eventEnvelope(state: State, event: Payload, isExtShared: boolean): Payload {
  const { team, app } = state.fixture;
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    context_team_id: team.id,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: nextId('Ev'),
    event_time: Math.floor(state.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: isExtShared,
    event_context: nextId('4-'),
  };
}

export function verification(challenge: string): Payload {
  return { token: VERIFICATION_TOKEN, challenge, type: 'url_verification' };
}

export function asForm(payload: Payload): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
