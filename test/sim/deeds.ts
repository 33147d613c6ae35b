/** What people do with what they see: ask, press, press twice, press what is old, make a press up. */

import type { Decision } from '../../src/approval/decide.ts';
import { incidentOrigin } from '../../src/approval/origin.ts';
import { AppError } from '../../src/errors.ts';
import type { BotProcess } from './bot-process.ts';
import { type Button, buttonsOf } from './cards.ts';
import { ANYBODY, APPROVERS, ON_DUTY, REQUESTERS } from './people.ts';
import type { SlackMessage } from './slack.ts';
import type { Delivery, Pressing } from './testimony.ts';
import type { World } from './world.ts';

export const INCIDENT = 'INC-1';
const TABLE = 'c.s.t';
const WHY = ['A job wrote old rows', '<!channel> *now* `or` never', 'It is <@U0DAVID>’s idea'] as const;

/** Anything that a person asked of a replica: what it answers is written down, and so is that it does not. */
export function deliver(
  world: World,
  deliveries: Delivery[],
  what: string,
  work: (process: BotProcess) => Promise<string>,
): void {
  const { dice, turns } = world;
  const living = world.living();
  if (living.length === 0) return;
  const process = dice.pick(living);
  const delivery: Delivery = {
    process: process.owner.name,
    atMs: turns.nowMs(),
    answer: null,
    answeredAtMs: null,
    isExcused: false,
  };
  deliveries.push(delivery);
  turns.note(`${process.owner.name} is asked: ${what}`);
  const answer = (text: string): void => {
    delivery.answer = text;
    delivery.answeredAtMs = turns.nowMs();
    turns.note(`${process.owner.name} answers ${what}: ${text}`);
  };
  work(process).then(answer, (error: unknown) =>
    answer(error instanceof AppError ? `error ${error.code}` : `crashed: ${String(error)}`),
  );
}

export function declare(world: World): void {
  deliver(world, world.wishes, 'declare', async ({ incidents }) => {
    const declaration = { title: 'It is stale', severity: 'P1', area: null } as const;
    const answer = await incidents.declare({ by: 'U0MARIA', requestKey: 'declare' }, declaration);
    return answer.outcome;
  });
}

export function driveIncident(world: World): void {
  const asker = { by: world.dice.pick(ANYBODY), requestKey: `incident/${world.turns.taken()}` };
  const what = world.dice.below(3);
  deliver(world, world.wishes, 'drive the incident', async ({ incidents }) => {
    if (what === 0) return (await incidents.advance(asker, INCIDENT, 'acknowledged')).outcome;
    if (what === 1) return (await incidents.runChecks(asker, INCIDENT, null)).outcome;
    return (await incidents.changeSeverity(asker, INCIDENT, 'P2')).outcome;
  });
}

export function ask(world: World): void {
  const { dice, lakehouse } = world;
  const [action, raw] = dice.pick([
    ['restore', { table: TABLE, version: String(dice.below(lakehouse.version() + 1)) }],
    ['restore', { table: TABLE, version: '1' }],
    ['restore-by-two', { table: TABLE, version: String(dice.below(lakehouse.version() + 1)) }],
    ['restore-in-order', { table: TABLE, version: '2' }],
    ['revoke', { table: TABLE, principal: dice.pick(['david@bank.example', 'analysts']) }],
    ['revoke', { table: TABLE, principal: 'david@bank.example' }],
  ] as const);
  wantIn(world, action, raw);
}

/** Something leaks: two people want it stopped at the same moment. */
export function raiseAlarm(world: World): void {
  const other = world.dice.pick(['david@bank.example', 'analysts']);
  for (const principal of ['analysts', other]) wantIn(world, 'revoke', { table: TABLE, principal });
}

function wantIn(world: World, action: string, raw: Wish['raw']): void {
  const { dice, wishes } = world;
  const by = dice.pick(REQUESTERS);
  const wish = { origin: incidentOrigin(INCIDENT), action, raw, reason: dice.pick(WHY), undoOf: null };
  request(world, by, `ask/${wishes.length}`, wish);
}

type Wish = Parameters<BotProcess['approvals']['request']>[2];

function request(world: World, by: string, key: string, wish: Wish): void {
  const times = world.dice.oneIn(8) ? 2 : 1;
  for (let time = 0; time < times; time += 1) {
    deliver(world, world.wishes, `${by} wants ${wish.action}`, async ({ approvals }) => {
      const answer = await approvals.request(by, key, wish);
      return answer.outcome === 'requested' ? `requested ${answer.id}` : answer.outcome;
    });
  }
}

const ACTS = {
  'approval.approve': 'approve',
  'approval.reject': 'reject',
  'approval.cancel': 'cancel',
  'approval.ask': 'ask',
  'approval.break_glass': 'break_glass',
  'approval.sign': 'sign',
  'approval.was_applied': 'settle',
  'approval.was_not_applied': 'settle',
} as const;

/** Somebody looks at a card, perhaps at what it showed a while ago, and presses something on it. */
export function press(world: World): void {
  const { dice, slack } = world;
  const cards = slack.messages.filter(({ shown }) => shown.some((each) => buttonsOf(each).some(isOurs)));
  if (cards.length === 0) return;
  const card = dice.oneIn(3) ? dice.pick(cards) : (cards.at(-1) as SlackMessage);
  const seen = dice.oneIn(6) ? dice.pick(card.shown) : card.shown.at(-1);
  const buttons = (seen === undefined ? [] : buttonsOf(seen)).filter(isOurs);
  if (buttons.length === 0) return;
  const first = buttons[0] as Button;
  pressOn(world, card, dice.below(10) < 6 ? first : dice.pick(buttons));
}

/** Of those on duty somebody is at each card, and all of them press at the same moment: each breaks the glass. */
export function breakEveryGlass(world: World): void {
  for (const card of world.slack.messages) {
    const seen = card.shown.at(-1);
    const buttons = seen === undefined ? [] : buttonsOf(seen);
    const glass = buttons.find(({ actionId }) => actionId === 'approval.break_glass');
    if (glass !== undefined) pressOn(world, card, glass);
  }
}

function pressOn(world: World, card: SlackMessage, button: Button): void {
  const { dice } = world;
  const [approval = '', revision = '', fingerprint = ''] = button.value.split('|');
  if (button.actionId === 'approval.undo') return undo(world, approval);
  if (!(button.actionId in ACTS)) return;
  const honest = {
    by: pressedBy(world, button),
    act: ACTS[button.actionId as keyof typeof ACTS],
    applied: button.actionId === 'approval.was_applied',
    approval,
    revision: Number(revision),
    fingerprint,
    channel: card.channel,
    ts: card.ts,
  };
  const isMadeUp = dice.oneIn(14);
  const pressing: Pressing = {
    ...(isMadeUp ? forged(world, honest) : honest),
    isMadeUp,
    key: `press/${world.pressings.length}`,
    atMs: world.turns.nowMs(),
    deliveries: [],
  };
  world.pressings.push(pressing);
  carry(world, pressing);
  if (dice.oneIn(10)) carry(world, pressing);
}

function isOurs({ actionId }: Button): boolean {
  return actionId in ACTS || actionId === 'approval.undo';
}

function pressedBy({ dice, store }: World, { actionId, value }: Button): string {
  const [id = ''] = value.split('|');
  const stored = store.load({ kind: 'approval', id });
  const requester = (stored?.state as { readonly requester?: string } | undefined)?.requester ?? 'U0MARIA';
  if (actionId === 'approval.cancel') return dice.oneIn(4) ? dice.pick(ANYBODY) : requester;
  if (dice.oneIn(4)) return dice.pick(ANYBODY);
  return dice.pick(actionId === 'approval.break_glass' ? ON_DUTY : APPROVERS);
}

type Made = Omit<Pressing, 'key' | 'atMs' | 'isMadeUp' | 'deliveries'>;

/** Values come back through the client: whoever wants to can send others. */
function forged({ dice, slack, store }: World, honest: Made): Made {
  const others = store.documents().filter(({ ref }) => ref.kind === 'approval');
  switch (dice.below(6)) {
    case 0:
      return { ...honest, revision: honest.revision + dice.pick([-1, 1, 2]) };
    case 1:
      return { ...honest, fingerprint: '0'.repeat(64) };
    case 2:
      return { ...honest, ts: dice.pick(slack.messages).ts };
    case 3:
      return { ...honest, act: dice.pick(['approve', 'settle', 'reject', 'break_glass', 'sign'] as const) };
    case 4:
      return { ...honest, approval: dice.pick(others).ref.id };
    default:
      return { ...honest, channel: 'C0OTHER' };
  }
}

/** The request reaches a replica; the same one may do so again, there or at another. */
function carry(world: World, pressing: Pressing): void {
  const { by, act, approval, revision, fingerprint, channel, ts, key } = pressing;
  const decision = decisionOf(pressing);
  deliver(world, pressing.deliveries, `${by} ${act} ${approval} at ${revision} (${key})`, async (process) => {
    const press = { act, by, revision, fingerprint, from: { channel, ts } };
    const decided = await process.approvals.decide(approval, press, decision, key);
    return decided.outcome === 'decided' ? 'decided' : `refused ${decided.code}`;
  });
}

function decisionOf({ act, applied }: Pressing): Decision {
  switch (act) {
    case 'approve':
      return { act, comment: null };
    case 'reject':
      return { act, reason: 'Not now' };
    case 'cancel':
      return { act };
    case 'ask':
      return { act, question: 'Which job was it?' };
    case 'break_glass':
      return { act, reason: 'Nobody else is awake' };
    case 'sign':
      return { act, note: 'It was right' };
    case 'settle':
      return { act, applied, note: 'I looked.' };
  }
}

export function replay(world: World): void {
  if (world.pressings.length > 0) carry(world, world.dice.pick(world.pressings));
}

function undo(world: World, id: string): void {
  const key = `undo/${world.wishes.length}`;
  deliver(world, world.wishes, `undo ${id}`, async ({ approvals }) => {
    const { suggestion } = await approvals.undo(id);
    if (suggestion === null) return 'no way back';
    const wish = {
      origin: incidentOrigin(INCIDENT),
      action: suggestion.action,
      raw: suggestion.with,
      reason: 'Put it back',
      undoOf: id,
    };
    const answer = await approvals.request('U0MARIA', key, wish);
    return answer.outcome === 'requested' ? `requested ${answer.id}` : answer.outcome;
  });
}
