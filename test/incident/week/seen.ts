/** A message as a person reads it: its lines, with whom it names and when, and below them what there is to press. */
import type { Message } from '../../../src/outbox/messenger.ts';

type Node = { readonly [name: string]: unknown };

export function linesOf({ blocks }: Pick<Message, 'blocks'>): readonly string[] {
  return (blocks as readonly unknown[]).flatMap((block) => blockLines(block as Node));
}

function blockLines(block: Node): readonly string[] {
  switch (block['type']) {
    case 'header':
      return [textOf(block['text'])];
    case 'context':
      return [nodes(block['elements']).map(textOf).join(' ')];
    case 'rich_text':
      return nodes(block['elements'])
        .flatMap((part) =>
          part['type'] === 'rich_text_list' ? nodes(part['elements']).map(inline) : [inline(part)],
        )
        .flatMap((text) => text.replace(/\n$/, '').split('\n'));
    case 'actions':
      return controlLines(nodes(block['elements']));
    default:
      return [`(${String(block['type'])})`];
  }
}

function inline(section: Node): string {
  return nodes(section['elements'])
    .map((part) => {
      if (part['type'] === 'user') return `<@${String(part['user_id'])}>`;
      if (part['type'] === 'usergroup') return `<!${String(part['usergroup_id'])}>`;
      if (part['type'] === 'date') return `{${String(part['timestamp'])}}`;
      return String(part['text']);
    })
    .join('');
}

function controlLines(elements: readonly Node[]): readonly string[] {
  const buttons = elements.filter(({ type }) => type === 'button').map(({ text }) => `[${textOf(text)}]`);
  const options = elements.flatMap((each) => nodes(each['options'])).map(({ text }) => textOf(text));
  return [buttons.join(' '), ...(options.length === 0 ? [] : [`… ${options.join(' | ')}`])];
}

function textOf(value: unknown): string {
  return String((value as Node)['text']);
}

function nodes(value: unknown): readonly Node[] {
  return (value ?? []) as readonly Node[];
}
