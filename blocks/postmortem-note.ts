/** Messages about what is written down and what is to be done: who has something to do is named, with the button for it. */
import type { KnownBlock, RichTextSection } from '@slack/types';
import type { KeptCanvas, WrittenCanvas } from '../src/incident/canvas.ts';
import type { ActionItem, Reminder, WrittenPostmortem } from '../src/incident/postmortem.ts';
import type { Incident } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION } from './action-ids.ts';
import {
  actions,
  blocks,
  bold,
  button,
  fallback,
  line,
  link,
  moment,
  note,
  paragraph,
  person,
  words,
} from './kit.ts';

const DAY = '{date_short_pretty}';

export function writtenNote(
  incident: Incident,
  { by, item }: { readonly by: string } & Pick<WrittenPostmortem, 'item'>,
): Message {
  const { id } = incident;
  const wrote = [bold('Post-mortem'), words(' written by '), person(by), words('.')];
  if (item === null) return note(`${id}: the post-mortem is written`, ...wrote);
  // The last that was added, unless it has been done since.
  const added = incident.postmortem?.items.findLast(
    ({ text, owner }) => text === item.text && owner === item.owner,
  );
  return {
    text: fallback(`${id}: to do, ${item.text}`),
    blocks: blocks(
      paragraph(line(...wrote)),
      paragraph(
        line(
          words('To do for '),
          person(item.owner),
          words(', by '),
          moment(item.dueAtMs, DAY),
          words(`: ${item.text}`),
        ),
      ),
      added === undefined || added.done !== undefined ? null : doneButton(id, added),
    ),
  };
}

/** In the thread, once for each canvas: a link on the card alone notifies nobody. */
export function canvasNote(
  id: string,
  { by, canvas }: { readonly by: string } & Pick<WrittenCanvas, 'canvas'>,
): Message {
  return {
    text: fallback(`${id}: the post-mortem is on a canvas`),
    blocks: blocks(
      paragraph(
        line(person(by), words(' put the post-mortem on a '), link(canvas.url, 'canvas'), words('.')),
        line(words('It says as of when it stands; Update canvas on the card writes it anew.')),
      ),
    ),
  };
}

/** On the card, which is redrawn whenever it is written anew. */
export function canvasLine({ url, asOfMs }: KeptCanvas): RichTextSection {
  return line(bold('Post-mortem: '), link(url, 'canvas'), words(', as of '), moment(asOfMs));
}

/** What was done while the message waited for its turn is left out. */
export function reminderNote(incident: Incident, { postmortem, items }: Reminder): Message | null {
  const { id, title, canvas } = incident;
  const open = (incident.postmortem?.items ?? []).filter(
    (item) => items.includes(item.id) && item.done === undefined,
  );
  const isEarlier = incident.postmortem?.isEarlier === true;
  const isMissing = postmortem && (incident.postmortem === undefined || isEarlier);
  if (!isMissing && open.length === 0) return null;
  const count = open.length === 1 ? '1 thing is' : `${open.length} things are`;
  const missing = isEarlier ? 'is from before it was reopened' : 'is not written yet';
  const what = isMissing ? `the post-mortem ${missing}` : `${count} still to be done`;
  return {
    text: fallback(`${id} ${title}: ${what}`),
    blocks: blocks(
      isMissing
        ? paragraph(
            line(
              person(whoWrites(incident)),
              words(`, the post-mortem of ${id} ${missing}. Press Post-mortem on its card.`),
            ),
          )
        : null,
      ...open.map((item) => [paragraph(line(...todo(item))), doneButton(id, item)]),
      canvas === undefined
        ? null
        : paragraph(line(words('All of it: '), link(canvas.url, 'the post-mortem'))),
    ),
  };
}

function whoWrites({ commander, steps, declaredBy }: Incident): string {
  return commander ?? steps.findLast(({ step }) => step === 'resolved')?.by ?? declaredBy;
}

function todo({ owner, text, dueAtMs }: ActionItem) {
  return [
    person(owner),
    words(', still to be done: '),
    bold(text),
    words(', due '),
    moment(dueAtMs, DAY),
    words('.'),
  ];
}

function doneButton(id: string, item: ActionItem): KnownBlock {
  return actions(button('Done', ACTION.itemDone, { value: `${id}|${item.id}` }));
}
