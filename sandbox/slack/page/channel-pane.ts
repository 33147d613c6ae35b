/** The middle of the page: one channel, and where one writes to it. */
import type { Channel, Message } from '../page-api.ts';
import type { Actions } from './actions.ts';
import { createComposer } from './composer.ts';
import type { Directory } from './directory.ts';
import { el, replaceChildren } from './dom.ts';
import { icon } from './icon.ts';
import type { Replies } from './message.ts';
import { currentChannel, type PageState } from './store.ts';
import { createTimeline } from './timeline.ts';

export type Pane = { readonly element: HTMLElement; readonly update: (state: PageState) => void };

const EXAMPLES = ['/incident P1 Transactions table is stale', '/incident', '/incident help'];

export function createChannelPane(actions: Actions): Pane {
  const title = el('h1');
  const topic = el('span', { class: 'topic' });
  const back = el(
    'button',
    { type: 'button', class: 'icon-button phone-only', 'aria-label': 'Back to channels' },
    icon('back'),
  );
  back.addEventListener('click', () => actions.go({ list: true }));
  const timeline = createTimeline('Messages');
  const composer = createComposer(actions, 'channel');
  const element = el(
    'main',
    { class: 'pane channel-pane', 'aria-label': 'Channel' },
    el('header', { class: 'pane-head' }, back, title, topic),
    timeline.element,
    composer.element,
  );
  const update = (state: PageState) => {
    const { snapshot, directory } = state;
    const id = currentChannel(state);
    const channel = snapshot?.channels.find((each) => each.id === id) ?? null;
    if (snapshot === null || directory === null || channel === null) return;
    replaceChildren(title, icon('hash'), channel.name);
    replaceChildren(topic, channel.topic);
    topic.title = channel.topic;
    const visible = visibleIn(state, channel);
    timeline.update({
      key: `${snapshot.me.id}/${channel.id}`,
      messages: visible.filter((message) => !isReply(message)),
      notices: noticesIn(state, channel.id, null),
      directory,
      actions,
      where: { channel: channel.id, thread: null },
      repliesOf: (root) => repliesTo(root, visible),
      withDays: true,
      empty: () => drawEmpty(channel, directory, (text) => composer.fill(text)),
    });
    composer.update({
      state,
      directory,
      key: `${snapshot.me.id}/${channel.id}`,
      label: `Message #${channel.name}`,
      thread: null,
    });
  };
  return { element, update };
}

export function isReply(message: Message): boolean {
  return message.threadTs !== undefined && message.threadTs !== message.ts;
}

export function visibleIn(state: PageState, channel: Channel): readonly Message[] {
  const messages = state.snapshot?.messages ?? [];
  return messages.filter(
    (message) => message.channel === channel.id && !state.dismissed.has(`${message.channel}/${message.ts}`),
  );
}

export function noticesIn(state: PageState, channel: string, thread: string | null): PageState['notices'] {
  return state.notices.filter(
    ({ where, user }) =>
      user === state.snapshot?.me.id &&
      'channel' in where &&
      where.channel === channel &&
      where.thread === thread,
  );
}

function repliesTo(root: Message, messages: readonly Message[]): Replies {
  const replies = messages.filter((message) => isReply(message) && message.threadTs === root.ts);
  return {
    count: replies.length,
    privateCount: replies.filter((reply) => reply.ephemeral).length,
    lastTs: replies.at(-1)?.ts ?? root.ts,
    users: [...new Set(replies.map((reply) => reply.user))],
  };
}

function drawEmpty(channel: Channel, directory: Directory, fill: (text: string) => void): HTMLElement {
  const examples = EXAMPLES.map((text) => {
    const button = el('button', { type: 'button', class: 'example' }, el('code', {}, text));
    button.addEventListener('click', () => fill(text));
    return el('li', {}, button);
  });
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, `This is the start of #${channel.name}`),
    el(
      'p',
      {},
      `You are ${directory.me.name}. Something is wrong with the data platform? Say so in one line:`,
    ),
    el('ul', {}, examples),
    el(
      'p',
      { class: 'quiet' },
      'Press one to put it into the message box, then Enter. Approvals need a second person: switch at the top.',
    ),
  );
}
