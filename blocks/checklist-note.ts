/** A new message in a checklist's thread: a redrawn card notifies nobody, so who an overdue item waits for is named. */
import type { RichTextElement } from '@slack/types';
import type { Checklist, ChecklistEvent, Nudged } from '../src/checklist/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { blocks, bold, bullets, fallback, group, line, moment, paragraph, person, words } from './kit.ts';

/** Null for events that are not worth a message of their own. */
export function checklistNote({ id, title, items }: Checklist, event: ChecklistEvent): Message | null {
  if (event.type !== 'nudged') return null;
  const overdue = event.nudges.flatMap(({ item: about, whom }) => {
    const item = items.find((candidate) => candidate.id === about);
    return item === undefined ? [] : [{ item, whom }];
  });
  const count = overdue.length === 1 ? '1 item is overdue' : `${overdue.length} items are overdue`;
  return {
    text: fallback(`${title} (${id}): ${count}`),
    blocks: blocks(
      paragraph(line(bold(`${count}.`), words(' Do it and press Done, or skip it and say why.'))),
      bullets(
        overdue.map(({ item, whom }) => [
          ...named(whom, item.owner?.title ?? null),
          bold(item.text),
          words(', due '),
          moment(item.dueAtMs),
        ]),
      ),
    ),
  };
}

function named(whom: Nudged['whom'], title: string | null): RichTextElement[] {
  if (whom === null) return title === null ? [] : [words(`${title}: `)];
  return [whom.kind === 'user' ? person(whom.id) : group(whom.id), words(': ')];
}
