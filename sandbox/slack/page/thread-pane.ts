/** A thread: at the right where there is room, in place of the channel on a phone. */
import type { Actions } from './actions.ts';
import { isReply, noticesIn, type Pane, visibleIn } from './channel-pane.ts';
import { createComposer } from './composer.ts';
import { el, replaceChildren } from './dom.ts';
import { icon } from './icon.ts';
import { currentChannel, type PageState } from './store.ts';
import { createTimeline } from './timeline.ts';

export function createThreadPane(actions: Actions): Pane {
  const where = el('span', { class: 'topic' });
  const leave = () => actions.go({ thread: null });
  const back = el(
    'button',
    { type: 'button', class: 'icon-button phone-only', 'aria-label': 'Back to the channel' },
    icon('back'),
  );
  const close = el(
    'button',
    { type: 'button', class: 'icon-button wide-only', 'aria-label': 'Close thread' },
    icon('close'),
  );
  back.addEventListener('click', leave);
  close.addEventListener('click', leave);
  const timeline = createTimeline('Thread');
  const composer = createComposer(actions, 'thread');
  const element = el(
    'aside',
    { class: 'pane thread-pane', 'aria-label': 'Thread', hidden: true },
    el('header', { class: 'pane-head' }, back, el('h2', {}, 'Thread'), where, close),
    timeline.element,
    composer.element,
  );
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  });
  let opened: string | null = null;
  const update = (state: PageState) => {
    const { snapshot, directory, route } = state;
    const channel = snapshot?.channels.find((each) => each.id === currentChannel(state)) ?? null;
    element.hidden = route.thread === null || channel === null;
    if (snapshot === null || directory === null || channel === null || route.thread === null) {
      opened = null;
      return;
    }
    const thread = route.thread;
    replaceChildren(where, `#${channel.name}`);
    const key = `${snapshot.me.id}/${channel.id}/${thread}`;
    timeline.update({
      key,
      messages: visibleIn(state, channel).filter(
        (message) => message.ts === thread || (isReply(message) && message.threadTs === thread),
      ),
      notices: noticesIn(state, channel.id, thread),
      directory,
      actions,
      where: { channel: channel.id, thread },
      repliesOf: null,
      withDays: false,
      empty: () =>
        el('div', { class: 'empty' }, el('p', {}, 'This thread is not here, or not for you to see.')),
    });
    composer.update({ state, directory, key, label: 'Reply…', thread });
    if (opened !== thread && matchMedia('(hover: hover)').matches) composer.focus();
    opened = thread;
  };
  return { element, update };
}
