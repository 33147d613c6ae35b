/** A scrolling run of messages, notices and day lines: the middle of the channel pane and of the thread pane. */
import type { Message } from '../page-api.ts';
import type { Actions } from './actions.ts';
import { formatDate } from './date-token.ts';
import type { Directory } from './directory.ts';
import { el } from './dom.ts';
import { drawTextBlocks, reader } from './draw-text.ts';
import { icon } from './icon.ts';
import { type Keyed, updateList } from './keyed.ts';
import { drawMessage, type MessageProps, type Replies } from './message.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import type { Notice, Where } from './store.ts';

/** As near to the end as this, a reader wants to stay there when something new comes. */
const NEAR_END_PX = 160;
/** Messages of one person within this time are drawn under one name. */
const FOLLOWS_SECONDS_MAX = 300;

export type TimelineProps = {
  readonly key: string;
  readonly messages: readonly Message[];
  readonly notices: readonly Notice[];
  readonly directory: Directory;
  readonly actions: Actions;
  readonly where: Where;
  /** Null in a thread. */
  readonly repliesOf: ((message: Message) => Replies) | null;
  readonly withDays: boolean;
  readonly empty: () => HTMLElement;
};

export type Timeline = { readonly element: HTMLElement; readonly update: (props: TimelineProps) => void };

export function createTimeline(label: string): Timeline {
  const list = el('div', { class: 'timeline-list', role: 'log', 'aria-label': label });
  const element = el('div', { class: 'timeline', tabindex: 0, role: 'region', 'aria-label': label }, list);
  let shownKey = '';
  return {
    element,
    update: (props) => {
      const isNearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
      updateList(list, itemsOf(props));
      if (props.key !== shownKey || isNearEnd) element.scrollTop = element.scrollHeight;
      shownKey = props.key;
    },
  };
}

function itemsOf(props: TimelineProps): readonly Keyed[] {
  const { messages, notices, directory } = props;
  const items: Keyed[] = [];
  const early = notices.filter((notice) => !messages.some((message) => message.ts <= notice.afterTs));
  for (const notice of early) items.push(noticeItem(notice, props));
  let before: Message | null = null;
  for (const [index, message] of messages.entries()) {
    const day = dayOf(message.ts);
    if (props.withDays && (before === null || dayOf(before.ts) !== day)) items.push(dayItem(message.ts, day));
    items.push(messageItem(message, before, props));
    const until = messages[index + 1]?.ts ?? null;
    for (const notice of notices) {
      const isHere = message.ts <= notice.afterTs && (until === null || until > notice.afterTs);
      if (isHere) items.push(noticeItem(notice, props));
    }
    before = message;
  }
  if (items.length === 0)
    items.push({ key: 'empty', signature: `${props.key} ${directory.version}`, draw: props.empty });
  return items;
}

function messageItem(message: Message, before: Message | null, props: TimelineProps): Keyed {
  const { directory, actions, where, repliesOf } = props;
  const replies = repliesOf?.(message) ?? null;
  const follows = before !== null && doesFollow(message, before);
  const shape: MessageProps = {
    message,
    directory,
    actions,
    where,
    follows,
    replies,
    canReply: repliesOf !== null,
  };
  return {
    key: `${message.channel}/${message.ts}`,
    signature: JSON.stringify([message, follows, replies, directory.version]),
    draw: () => drawMessage(shape),
  };
}

function doesFollow(message: Message, before: Message): boolean {
  const isNear = Number(message.ts) - Number(before.ts) < FOLLOWS_SECONDS_MAX;
  const sameKind = message.ephemeral === before.ephemeral && !message.isBot;
  return message.user === before.user && isNear && sameKind && dayOf(message.ts) === dayOf(before.ts);
}

function dayOf(ts: string): string {
  return formatDate(Number(ts), '{date_num}', reader());
}

function dayItem(ts: string, day: string): Keyed {
  const words = formatDate(Number(ts), '{day_divider_pretty}', reader());
  return {
    key: `day/${day}`,
    signature: words,
    draw: () => el('div', { class: 'day', role: 'separator', 'aria-label': words }, el('span', {}, words)),
  };
}

function noticeItem(notice: Notice, props: TimelineProps): Keyed {
  return {
    key: `notice/${notice.id}`,
    signature: '',
    draw: () => {
      const dismiss = el('button', { type: 'button', class: 'link-button' }, 'Dismiss');
      dismiss.addEventListener('click', () => props.actions.dismissNotice(notice.id));
      return el(
        'article',
        { class: 'message ephemeral notice', 'aria-label': 'Notice' },
        el('span', { class: 'avatar app system', 'aria-hidden': 'true' }, 'S'),
        el(
          'div',
          { class: 'message-body' },
          el('div', { class: 'private-note' }, icon('eye'), 'Only visible to you', ' · ', dismiss),
          el('div', { class: 'byline' }, el('span', { class: 'author' }, 'Switchboard')),
          el('div', { class: 'content' }, drawTextBlocks(parseMrkdwn(notice.text), props.directory)),
        ),
      );
    },
  };
}
