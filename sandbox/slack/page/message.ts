/** One message as it stands in a channel or in a thread. */
import type { File, Message } from '../page-api.ts';
import type { Actions } from './actions.ts';
import { drawAvatar } from './avatar.ts';
import { drawBlocks } from './blocks.ts';
import { drawCanvasCard } from './canvas.ts';
import { formatDate } from './date-token.ts';
import type { Directory } from './directory.ts';
import { el } from './dom.ts';
import { drawTextBlocks, fullDate, reader } from './draw-text.ts';
import { icon } from './icon.ts';
import { drawShortcutsButton } from './message-menu.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import { drawReactButton, drawReactions } from './reactions.ts';
import type { Where } from './store.ts';

export type Replies = {
  readonly count: number;
  /** Of these, those that only the reader sees. */
  readonly privateCount: number;
  readonly lastTs: string;
  readonly users: readonly string[];
};

export type MessageProps = {
  readonly message: Message;
  readonly directory: Directory;
  readonly actions: Actions;
  readonly where: Where;
  /** In the same breath as the one before: without name and picture. */
  readonly follows: boolean;
  /** Null in a thread, where replies have none. */
  readonly replies: Replies | null;
  readonly canReply: boolean;
};

const LAST_REPLY = 'Last reply {ago}';

export function drawMessage(props: MessageProps): HTMLElement {
  const { message, directory, follows } = props;
  const author = directory.person(message.user);
  const name = author?.name ?? message.user;
  const classes = ['message', follows ? 'follows' : '', message.ephemeral ? 'ephemeral' : ''];
  return el(
    'article',
    { class: classes.join(' ').trim(), 'aria-label': `Message from ${name}`, 'data-ts': message.ts },
    follows ? el('span', { class: 'gutter' }, drawTime(message.ts)) : drawAvatar(author, message.isBot),
    el(
      'div',
      { class: 'message-body' },
      message.ephemeral && drawPrivateNote(props),
      !follows && drawByline(message, name),
      drawContent(props),
      !message.ephemeral && drawMessageReactions(props),
      props.replies !== null && props.replies.count > 0 && drawReplies(props, props.replies),
    ),
    props.canReply && !message.ephemeral && drawReplyButton(props),
    !message.ephemeral && drawMessageMenu(props),
    !message.ephemeral && drawReactButton(message.ts, reacting(props)),
  );
}

function drawByline(message: Message, name: string): HTMLElement {
  return el(
    'div',
    { class: 'byline' },
    el('span', { class: 'author' }, name),
    message.isBot && el('span', { class: 'badge' }, 'App'),
    drawTime(message.ts),
  );
}

function drawTime(ts: string): HTMLElement {
  const at = new Date(Number(ts) * 1000);
  const { nowMs: _, ...zone } = reader();
  const text = formatDate(Number(ts), '{time}', { nowMs: at.getTime(), ...zone });
  return el('time', { class: 'when', datetime: at.toISOString(), title: fullDate(at) }, text);
}

function drawPrivateNote({ message, actions }: MessageProps): HTMLElement {
  const dismiss = el('button', { type: 'button', class: 'link-button' }, 'Dismiss');
  dismiss.addEventListener('click', () => actions.dismiss(`${message.channel}/${message.ts}`));
  return el('div', { class: 'private-note' }, icon('eye'), 'Only visible to you', ' · ', dismiss);
}

function drawContent({ message, directory, actions, where }: MessageProps): HTMLElement {
  const content = el('div', { class: 'content' });
  if (message.blocks.length === 0) {
    content.append(drawTextBlocks(parseMrkdwn(message.text), directory));
  } else {
    const place = { channel: message.channel, ts: message.ts };
    const surface = actions.surfaceOf({ place, blocks: message.blocks, where });
    content.append(...drawBlocks(message.blocks, surface));
  }
  content.append(...message.files.map(drawFile));
  content.append(...message.canvases.map((canvas) => drawCanvasCard(canvas, message.ts, actions)));
  if (message.edited) content.append(el('span', { class: 'edited' }, '(edited)'));
  return content;
}

function drawReplies({ message, directory, actions }: MessageProps, replies: Replies): HTMLElement {
  const faces = replies.users
    .slice(0, 3)
    .map((user) => drawAvatar(directory.person(user), user === directory.bot.id, 'small'));
  const others = replies.count - replies.privateCount;
  const words = [
    others > 0 ? `${others} ${others === 1 ? 'reply' : 'replies'}` : null,
    replies.privateCount > 0 ? `${replies.privateCount} only for you` : null,
  ].filter((word) => word !== null);
  const last = el(
    'time',
    {
      class: 'last',
      datetime: new Date(Number(replies.lastTs) * 1000).toISOString(),
      'data-format': LAST_REPLY,
    },
    formatDate(Number(replies.lastTs), LAST_REPLY, reader()),
  );
  const button = el(
    'button',
    { type: 'button', class: 'replies', 'data-key': `replies/${message.ts}` },
    el('span', { class: 'faces' }, faces),
    el('span', { class: 'count' }, words.join(' · ')),
    last,
  );
  button.addEventListener('click', () => actions.go({ thread: message.ts }));
  return button;
}

const reacting =
  ({ message: { channel, ts }, actions, where }: MessageProps) =>
  (name: string): void =>
    void actions.react({ channel, ts }, name, where);

function drawMessageReactions(props: MessageProps): HTMLElement | null {
  const { message, directory } = props;
  return drawReactions({ message, directory, onReact: reacting(props) });
}

function drawMessageMenu({ message, actions, where }: MessageProps): HTMLElement | null {
  const { channel, ts } = message;
  return drawShortcutsButton({
    label: 'More actions',
    key: `more/${ts}`,
    shortcuts: actions.shortcuts('message'),
    onChoose: (callbackId) => void actions.runShortcut(callbackId, { channel, ts }, where),
  });
}

function drawFile(file: Message['files'][number]): HTMLElement {
  return 'image' in file ? drawPicture(file) : drawText(file);
}

/** As Slack shows it: within a frame, and whole in a window of its own. */
function drawPicture({ name, title, image, altText }: Extract<File, { image: string }>): HTMLElement {
  const picture = el('img', { src: image, alt: altText });
  return el(
    'figure',
    { class: 'shared-picture' },
    el('figcaption', { title: name }, title),
    el('a', { href: image, target: '_blank', rel: 'noopener' }, picture),
  );
}

function drawText({ name, title, text }: Extract<File, { text: string }>): HTMLElement {
  const link = el(
    'a',
    { href: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`, download: name },
    title,
  );
  return el(
    'div',
    { class: 'file' },
    icon('picture'),
    el('div', {}, link, el('div', { class: 'quiet' }, name)),
  );
}

function drawReplyButton({ message, actions }: MessageProps): HTMLElement {
  const button = el(
    'button',
    {
      type: 'button',
      class: 'reply-button',
      'aria-label': 'Reply in thread',
      title: 'Reply in thread',
      'data-key': `reply/${message.ts}`,
    },
    icon('reply'),
  );
  button.addEventListener('click', () => actions.go({ thread: message.ts }));
  return button;
}
