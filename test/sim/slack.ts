/** What people see. Messages keep every state that they were ever in: people press what they saw, not what is there. */
import type { Message, Messenger, SendResult } from '../../src/outbox/messenger.ts';
import type { Dice } from '../fuzz/dice.ts';
import type { Weather } from './weather.ts';
import type { Fate, Wire } from './wire.ts';

export type Shown = { readonly fromMs: number; readonly text: string; readonly blocks: readonly unknown[] };

export type SlackMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly rowId: string;
  readonly shown: Shown[];
  isDeleted: boolean;
};

export type Slack = {
  readonly messages: readonly SlackMessage[];
  readonly whispers: readonly { readonly atMs: number; readonly user: string; readonly text: string }[];
  readonly post: (channel: string, rowId: string, message: Message) => SendResult;
  readonly update: (channel: string, ts: string, message: Message) => SendResult;
  readonly whisper: (user: string, message: Message) => SendResult;
  readonly find: (channel: string, rowId: string) => string | null;
};

const GONE: SendResult = { outcome: 'refused', code: 'message_not_found' };

export function openSlack(nowMs: () => number): Slack {
  const messages: SlackMessage[] = [];
  const whispers: Slack['whispers'][number][] = [];
  const asShown = ({ text, blocks }: Message): Shown => ({ fromMs: nowMs(), text, blocks });
  return {
    messages,
    whispers,
    post: (channel, rowId, message) => {
      const ts = `${Math.floor(nowMs() / 1_000)}.${String(messages.length + 1).padStart(6, '0')}`;
      messages.push({ channel, ts, rowId, shown: [asShown(message)], isDeleted: false });
      return { outcome: 'sent', ts };
    },
    update: (channel, ts, message) => {
      const found = messages.find((each) => each.channel === channel && each.ts === ts && !each.isDeleted);
      if (found === undefined) return GONE;
      found.shown.push(asShown(message));
      return { outcome: 'sent', ts };
    },
    whisper: (user, { text }) => {
      whispers.push({ atMs: nowMs(), user, text });
      return { outcome: 'sent', ts: '' };
    },
    find: (channel, rowId) =>
      messages.find((each) => each.channel === channel && each.rowId === rowId && !each.isDeleted)?.ts ??
      null,
  };
}

const SLACK_TIMEOUT_MS = 5_000;
/** The outbox looks for a lost post after two seconds (`lookAfterMs`), because by then Slack has it or never will. */
const SLACK_LATE_MAX_MS = 1_900;

export function messengerPort(deps: {
  readonly slack: Slack;
  readonly wire: Wire;
  readonly weather: Weather;
  readonly dice: Dice;
}): Messenger {
  const { slack, wire, weather, dice } = deps;
  const call = <Answer>(
    what: string,
    effect: () => Answer | Failure,
    fate: Fate,
  ): Promise<Answer | Failure> => {
    const isPaused = weather.strikes(40);
    return wire<Answer | Failure>({
      what,
      effect: isPaused
        ? () => ({ outcome: 'rate_limited', retryAfterMs: 1_000 + dice.below(20_000) })
        : effect,
      fate: isPaused ? 'answered' : fate,
      outMs: weather.lagMs(1_000),
      backMs: weather.lagMs(3_000),
      timeoutMs: SLACK_TIMEOUT_MS,
      fallback: () =>
        fate === 'unheard' && dice.oneIn(2)
          ? { outcome: 'unreachable', message: 'No connection.' }
          : { outcome: 'unknown', message: 'No answer.' },
      lateMaxMs: SLACK_LATE_MAX_MS,
    });
  };
  return {
    post: ({ channel }, message, rowId) =>
      call(`post ${rowId}`, () => slack.post(channel, rowId, message), weather.fate()),
    update: (channel, ts, message) =>
      call(`update ${ts}`, () => slack.update(channel, ts, message), weather.fate()),
    whisper: (_address, user, message) =>
      call(`whisper ${user}`, () => slack.whisper(user, message), weather.fate()),
    // Nobody opens a Home tab in these schedules.
    publishHome: () => Promise.resolve({ outcome: 'conflict' }),
    findPosted: ({ channel }, rowId) =>
      call<{ readonly outcome: 'looked'; readonly ts: string | null }>(
        `find ${rowId}`,
        () => ({ outcome: 'looked', ts: slack.find(channel, rowId) }),
        weather.strikes(30) ? 'unheard' : 'answered',
      ),
  };
}

type Failure = Exclude<SendResult, { readonly outcome: 'sent' }>;
