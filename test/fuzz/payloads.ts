/** Payloads of every type that Slack has, with every id that the bot knows, well-formed up to what their values say. */

import { ACTION, INPUT, MENU, SHORTCUT, STEP_MENU, VIEW } from '../../blocks/action-ids.ts';
import { SUBCOMMANDS } from '../../handlers/incident-grammar.ts';
import { RUNBOOK_WORDS } from '../../handlers/runbook-words.ts';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Dice } from './dice.ts';
import { hostileText, hostileValue } from './hostile-values.ts';

/** What stands in the journal, as a card carries it; `asides` are values that no longer decide. */
export type Standing = { readonly approval: string; readonly incident: string; readonly cardTs: string };

export type Sender = {
  readonly userIds: readonly unknown[];
  /** Of presses and modals that name the request. */
  readonly standing: Standing;
  readonly responseUrl: string;
};

type Payload = Record<string, unknown>;

const TEAMS = [...Array.from({ length: 20 }, () => 'T06BANK8Q2L'), 'T03AUDT5R9X', 'T00000000', '', null, 7];
const OURS = { id: 'T06BANK8Q2L', domain: 'meridian-bank' };
const APPS = ['A06FOUREYES', 'A00OTHER000', '', null];
const CHANNELS = [...Object.values(rooms), 'C00NOWHERE0', 'D06DIRECT00', '', null];
const PARAMETERS = ['table', 'version', 'timestamp', '__proto__', 'constructor', ''];
const EVENTS = [
  'app_mention',
  'message',
  'reaction_added',
  'reaction_removed',
  'app_home_opened',
  'member_joined_channel',
  'channel_shared',
  'team_join',
  'user_change',
  'subteam_updated',
  'tokens_revoked',
  'app_uninstalled',
  'function_executed',
  'link_shared',
  'constructor',
];

/** An interactive payload or an event, as the object that it is before it is sent. */
export function scratchPayload(dice: Dice, sender: Sender): Payload {
  const kind = dice.below(22);
  if (kind < 2) return dice.oneIn(2) ? nearPress(dice, sender) : nearRejection(dice, sender);
  if (kind < 11) return press(dice, sender);
  if (kind < 16) return submission(dice, sender);
  if (kind < 19) return event(dice, sender);
  return rare(dice, sender);
}

export function scratchCommand(dice: Dice, sender: Sender): Record<string, string> {
  const { incident } = sender.standing;
  const words = [
    ...SUBCOMMANDS.map(({ name }) => name),
    ...RUNBOOK_WORDS.map(({ name }) => name),
    'assign',
    'delcare',
    'help',
    'toString',
    '__proto__',
    '',
  ];
  const rest = [
    '',
    incident,
    `${incident} P0`,
    `${incident} P3`,
    `${incident} done`,
    'INC-99',
    'Fraud model offline',
    'table-freshness',
    'restore-table version=24',
  ];
  const text = dice.oneIn(3)
    ? hostileText(dice)
    : `${dice.pick(words)} ${dice.pick([...rest, hostileText(dice)])}`;
  return {
    team_id: String(dice.pick(TEAMS)),
    channel_id: String(dice.pick(CHANNELS)),
    user_id: asText(dice.pick(sender.userIds)),
    command: dice.oneIn(10)
      ? dice.pick(['/INCIDENT', '/RUNBOOK', '', 'incident', '/incident ', '/'])
      : dice.pick(['/incident', '/incident', '/runbook']),
    text,
    api_app_id: String(dice.pick(APPS)),
    response_url: sender.responseUrl,
    trigger_id: '1.2.notatrigger',
  };
}

/** An id in a list is not that id. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function envelope(type: string, dice: Dice, { userIds, responseUrl }: Sender): Payload {
  return {
    type,
    user: { id: dice.pick(userIds), username: 'x', team_id: dice.pick(TEAMS) },
    api_app_id: dice.pick(APPS),
    team: dice.oneIn(20) ? null : { id: dice.pick(TEAMS), domain: 'x' },
    enterprise: null,
    is_enterprise_install: dice.oneIn(20),
    trigger_id: '1.2.notatrigger',
    response_url: responseUrl,
  };
}

function press(dice: Dice, sender: Sender): Payload {
  const { approval, incident, cardTs } = sender.standing;
  const menu = dice.pick(Object.values(MENU));
  const values = [
    incident,
    `${incident}|acknowledged`,
    `${incident}|mitigated`,
    `${menu}|${incident}`,
    'PRC-1|tests',
    `${dice.pick(Object.values(STEP_MENU))}|PRC-1|tests`,
    approval,
    `${approval}|${rooms.incidents}|${cardTs}`,
    'check|table-freshness',
    `${incident}|restore-table`,
  ];
  const value = dice.oneIn(3) ? hostileValue(dice) : dice.pick(values);
  const deciding = Array.from({ length: 4 }, () => [ACTION.approve, ACTION.cancel]).flat();
  const known = [
    ...Object.values(ACTION),
    ...deciding,
    ...PARAMETERS.map((name) => `${INPUT.parameterPrefix}${name}`),
  ];
  const carried = dice.pick([
    { value },
    { selected_option: { value } },
    { value, selected_option: null },
    {},
  ]);
  const view = dice.oneIn(3) ? { view: viewOf(dice, sender) } : {};
  const onMessage = {
    container: {
      type: 'message',
      message_ts: dice.oneIn(3) ? dice.pick(['1.2', '', null]) : cardTs,
      channel_id: dice.oneIn(3) ? dice.pick(CHANNELS) : rooms.incidents,
      thread_ts: cardTs,
    },
    channel: { id: dice.pick(CHANNELS), name: 'x' },
    ...view,
  };
  return {
    ...envelope('block_actions', dice, sender),
    ...(dice.oneIn(5) ? onHome(dice, sender) : onMessage),
    actions: [
      {
        type: dice.pick(['button', 'overflow', 'static_select', 'plain_text_input', '']),
        action_id: dice.oneIn(12) ? hostileText(dice) : dice.pick(known),
        block_id: 'b',
        ...carried,
      },
    ],
  };
}

/** The Home tab has a view that is no modal, and no address for an answer. */
function onHome(dice: Dice, sender: Sender): Payload {
  const view: Payload = { ...viewOf(dice, sender), type: dice.pick(['home', 'home', 'modal', null]) };
  const container = { type: dice.pick(['view', 'view', 'message', '']), view_id: view['id'] };
  return { container, view, ...(dice.oneIn(3) ? {} : { response_url: undefined }) };
}

/** All of it right but who sends it, or the fingerprint. */
function nearPress(dice: Dice, sender: Sender): Payload {
  const { approval, cardTs } = sender.standing;
  const action_id = dice.pick([ACTION.approve, ACTION.cancel, ACTION.reject]);
  return {
    ...envelope('block_actions', dice, sender),
    team: OURS,
    container: { type: 'message', message_ts: cardTs, channel_id: rooms.incidents },
    actions: [{ type: 'button', action_id, block_id: 'b', value: approval }],
  };
}

function nearRejection(dice: Dice, sender: Sender): Payload {
  const [id, revision, fingerprint] = sender.standing.approval.split('|');
  const from = { channel: rooms.incidents, ts: sender.standing.cardTs };
  const reason = { x: { type: 'plain_text_input', value: 'No' } };
  return {
    ...envelope('view_submission', dice, sender),
    team: OURS,
    view: {
      ...viewOf(dice, sender),
      callback_id: VIEW.reject,
      private_metadata: JSON.stringify({ id, revision: Number(revision), fingerprint, ...from }),
      state: { values: { [INPUT.reason]: reason } },
    },
  };
}

function submission(dice: Dice, sender: Sender): Payload {
  return { ...envelope('view_submission', dice, sender), view: viewOf(dice, sender), response_urls: [] };
}

const ORIGINS = [
  { kind: 'incident', id: 'INC-1' },
  { kind: 'procedure', id: 'PRC-1', part: 'tests' },
  { kind: 'checklist', id: 'CHK-1', part: 'constructor' },
  { kind: 'pin', id: 'INC-1' },
] as const;

function viewOf(dice: Dice, { standing }: Sender): Payload {
  const { approval, incident, cardTs } = standing;
  const [id, revision, fingerprint] = approval.split('|');
  const carried = { id, revision: Number(revision), fingerprint, channel: rooms.incidents, ts: cardTs };
  const named = dice.pick(['restore-table', 'constructor', '__proto__', 'no-such', '']);
  const metadata = [
    JSON.stringify({ anyway: true, message: { channel: rooms.incidents, ts: cardTs, author: id } }),
    JSON.stringify({ incident }),
    JSON.stringify({ origin: dice.pick(ORIGINS), action: named, undoOf: dice.pick([null, id, 'APR-9']) }),
    JSON.stringify({ procedure: 'PRC-1', step: dice.pick(['tests', 'ticket', 'constructor', '']) }),
    JSON.stringify({ ...carried, applied: dice.oneIn(2) }),
    JSON.stringify({ ...carried, reader: dice.pick([...Object.values(people), '', 7]) }),
    hostileText(dice),
    '{"__proto__":{"incident":"INC-1"}}',
  ];
  const written = (): unknown =>
    dice.oneIn(4)
      ? { x: hostileValue(dice) }
      : { x: { type: 'plain_text_input', value: dice.oneIn(2) ? hostileText(dice) : 'P0' } };
  const { parameterPrefix, recentPrefix: _recent, ...plain } = INPUT;
  const inputs = [...Object.values(plain), ...PARAMETERS.map((name) => `${parameterPrefix}${name}`)];
  return {
    id: 'V00VIEW0000',
    hash: '1.abc',
    type: 'modal',
    title: { type: 'plain_text', text: 'x' },
    blocks: [],
    callback_id: dice.oneIn(12) ? hostileText(dice) : dice.pick(Object.values(VIEW)),
    private_metadata: dice.pick(metadata),
    state: {
      values: Object.fromEntries(inputs.filter(() => !dice.oneIn(3)).map((name) => [name, written()])),
    },
  };
}

function event(dice: Dice, sender: Sender): Payload {
  const user = dice.pick(sender.userIds);
  const type = dice.oneIn(10) ? hostileValue(dice) : dice.pick(EVENTS);
  return {
    team_id: dice.pick(TEAMS),
    api_app_id: dice.pick(APPS),
    type: 'event_callback',
    event_id: `Ev${dice.below(1e9)}`,
    event: {
      type,
      user,
      text: `<@${people.bot}> ${hostileText(dice)}`,
      channel: dice.pick(CHANNELS),
      ts: sender.standing.cardTs,
      thread_ts: sender.standing.cardTs,
      tab: dice.pick(['home', 'messages', null]),
      reaction: dice.pick(['pushpin', 'pushpin', 'eyes', null]),
      item: dice.pick([
        null,
        {},
        { type: 'message', channel: rooms.incidents, ts: sender.standing.cardTs },
        { channel: rooms.incidents, ts: sender.standing.cardTs },
        'x',
      ]),
      ...(dice.oneIn(3) ? changedMessage(dice, sender) : {}),
    },
    authorizations: dice.pick([[], [null], [{ is_enterprise_install: false }], null, 7]),
  };
}

function saidIn(dice: Dice, { standing, userIds }: Sender): Payload {
  return {
    ts: dice.pick([standing.cardTs, '1767582000.000100', '', null]),
    thread_ts: dice.pick([standing.cardTs, null, undefined]),
    user: dice.pick(userIds),
    text: hostileText(dice),
    attachments: dice.pick([undefined, [], [{ fallback: hostileText(dice) }], [null], 7]),
  };
}

/** As Slack tells of edits and removals. */
function changedMessage(dice: Dice, { standing }: Sender): Payload {
  const subtype = dice.pick(['message_changed', 'message_deleted', 'channel_join', null]);
  const message = { ts: dice.pick([standing.cardTs, '1.2', null]), text: hostileText(dice) };
  return { subtype, message, deleted_ts: message.ts, previous_message: dice.pick([message, null, 7]) };
}

/** What the bot has no listener for, and what nobody has heard of. */
function rare(dice: Dice, sender: Sender): Payload {
  const types = ['view_closed', 'shortcut', 'message_action', 'block_suggestion', 'interactive_message'];
  const more = [
    'dialog_submission',
    'dialog_cancellation',
    'workflow_step_edit',
    'url_verification',
    'no_such_type',
  ];
  const all = envelope(dice.pick([...types, ...more]), dice, sender);
  return {
    ...all,
    callback_id: dice.oneIn(3)
      ? hostileText(dice)
      : dice.pick([...Object.values(VIEW), ...Object.values(SHORTCUT), ...Object.values(SHORTCUT)]),
    ...(dice.oneIn(3) ? { view: viewOf(dice, sender) } : {}),
    ...(dice.oneIn(3) ? {} : { channel: { id: dice.pick(CHANNELS), name: 'x' } }),
    ...(dice.oneIn(3) ? {} : { message: saidIn(dice, sender) }),
    ...(dice.oneIn(3) ? { challenge: hostileValue(dice) } : {}),
    ...(dice.oneIn(3) ? { name: hostileText(dice) } : {}),
    ...(dice.oneIn(3) ? { actions: dice.pick([[], [null], {}, 7, null]) } : {}),
  };
}
