/** What a person can read and touch on the local Slack's page, found by visible words. */
import { isRecord } from '../../sandbox/slack/blocks-check.ts';
import { optionsOf } from '../../sandbox/slack/blocks-composition.ts';
import type { Element, Placed } from '../../sandbox/slack/inputs.ts';
import { elementsOf } from '../../sandbox/slack/inputs.ts';
import type { Message, Modal, Place, Snapshot } from '../../sandbox/slack/page-api.ts';

/** Something that can be pressed: a button, or one option of a menu. */
export type Target = Placed & { readonly place: Place; readonly label: string; readonly selected?: string };

/** Every word of a block tree that is shown, in reading order. */
export function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join('\n');
  if (!isRecord(value)) return '';
  const own = ['title', 'label', 'text', 'hint', 'caption', 'description', 'placeholder', 'fallback'];
  const rest = [
    'fields',
    'accessory',
    'element',
    'elements',
    'rows',
    'child_blocks',
    'options',
    'blocks',
    'body',
    'subtitle',
    'actions',
    'submit',
    'close',
  ];
  return [...own, ...rest]
    .map((name) => (typeof value[name] === 'string' ? value[name] : wordsOf(value[name])))
    .filter(Boolean)
    .join('\n');
}

/** With blocks, a message's text is what a lock screen shows; both count as read. */
export function messageWords(message: Message): string {
  return [message.text, wordsOf(message.blocks)].filter(Boolean).join('\n');
}

export function modalWords(modal: Modal): string {
  return [wordsOf(modal.view), ...Object.values(modal.errors)].join('\n');
}

/** What a person waits for: a form opens empty, and says so until it is known whom it is shown to. */
export function shownModal({ modal }: Pick<Snapshot, 'modal'>): Modal | undefined {
  return modal === null || modalWords(modal).includes('One moment…') ? undefined : modal;
}

/** The modal's targets come first: it lies on top. Then the messages', the newest first. */
export function targetsOf(screen: Snapshot, inText: string | undefined): readonly Target[] {
  const { modal } = screen;
  const onTop =
    modal === null || !matches(modalWords(modal), inText)
      ? []
      : touchable(modal.view.blocks, { viewId: modal.viewId });
  const below = screen.messages
    .filter((message) => matches(messageWords(message), inText))
    .toReversed()
    .flatMap((message) => touchable(message.blocks, { channel: message.channel, ts: message.ts }));
  return [...onTop, ...below];
}

/** The words of the block that it stands in. */
export function besideWords(screen: Snapshot, { place, blockId }: Target): string {
  const message = 'ts' in place ? screen.messages.find(({ ts }) => ts === place.ts) : undefined;
  return wordsOf((message?.blocks ?? []).filter((block) => isRecord(block) && block.block_id === blockId));
}

/** On the Home tab: with `inText`, only what stands right under a line with these words. */
export function homeTargets({ home }: Snapshot, inText?: string): readonly Target[] {
  if (home === null) return [];
  let above = '';
  return (home.view.blocks as readonly { readonly type: string }[]).flatMap((block) => {
    if (block.type !== 'actions') above = wordsOf(block);
    return matches(above, inText) ? touchable([block], { viewId: home.viewId }) : [];
  });
}

export function homeWords({ home }: Snapshot): string {
  return home === null ? '' : wordsOf(home.view.blocks);
}

function matches(words: string, wanted: string | undefined): boolean {
  return wanted === undefined || words.includes(wanted);
}

function touchable(blocks: readonly unknown[], place: Place): readonly Target[] {
  return elementsOf(blocks).flatMap((placed) => {
    const { element } = placed;
    if (element.type === 'button') return [{ ...placed, place, label: textOf(element.text) }];
    return optionsOf(element)
      .filter(isRecord)
      .map((option) => ({ ...placed, place, label: textOf(option.text), selected: String(option.value) }));
  });
}

export function textOf(text: unknown): string {
  return isRecord(text) && typeof text.text === 'string' ? text.text : '';
}

/** The value of an input as Slack holds it, from what a person would type or choose. */
export function inputValue(
  element: Element,
  given: string | number | readonly string[],
  screen: Snapshot,
): Readonly<Record<string, unknown>> {
  const type = element.type;
  const options = optionsOf(element).filter(isRecord);
  const option = (label: string): unknown => {
    const found = options.find((each) => textOf(each.text) === label || each.value === label);
    if (found === undefined) {
      throw new Error(
        `No option "${label}". There are: ${options.map((each) => textOf(each.text)).join(', ')}`,
      );
    }
    return found;
  };
  const person = (name: string): string => {
    const found = screen.people.find((each) => each.name === name || each.id === name);
    if (found === undefined) throw new Error(`Nobody is called "${name}" here.`);
    return found.id;
  };
  const many = Array.isArray(given) ? given.map(String) : [String(given)];
  const one = String(given);
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: option(one) };
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: many.map(option) };
    case 'users_select':
      return { type, selected_user: person(one) };
    case 'multi_users_select':
      return { type, selected_users: many.map(person) };
    case 'datepicker':
      return { type, selected_date: one };
    case 'timepicker':
      return { type, selected_time: one };
    case 'datetimepicker':
      return {
        type,
        selected_date_time: typeof given === 'number' ? given : Math.floor(Date.parse(one) / 1_000),
      };
    case 'conversations_select':
      return { type, selected_conversation: one };
    case 'channels_select':
      return { type, selected_channel: one };
    default:
      return { type, value: one };
  }
}

/** For a failing test: what this person has before them. */
export function listing(screen: Snapshot): string {
  const targets = targetsOf(screen, undefined).map((target) => `  [${target.label}]`);
  const inputs = elementsOf(screen.modal?.view.blocks ?? []).map(
    (placed) => `  <${placed.input?.label ?? ''}>`,
  );
  const lines = screen.messages.map((message) => {
    const marks = `${message.ephemeral ? ' (only you)' : ''}${message.threadTs === undefined ? '' : ' (reply)'}`;
    return `  ${message.ts}${marks} ${messageWords(message).replaceAll('\n', ' | ').slice(0, 300)}`;
  });
  const modal = screen.modal === null ? '  none' : `  ${modalWords(screen.modal).replaceAll('\n', ' | ')}`;
  return [
    `${screen.me.name} sees`,
    'modal:',
    modal,
    ...inputs,
    'home:',
    `  ${homeWords(screen).replaceAll('\n', ' | ') || 'nothing'}`,
    'messages:',
    ...lines,
    'buttons and options:',
    ...targets,
  ].join('\n');
}
