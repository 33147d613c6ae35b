/** The reader's own items of all checklists, as Home lists them. */
import { checklistRef } from '../checklist/document.ts';
import { itemsOf } from '../checklist/service.ts';
import type { Journal } from '../journal/journal.ts';
import type { HomeItem } from './home.ts';

type Deps = {
  readonly journal: Journal;
  readonly permalink: (channel: string, ts: string) => string;
};

/** The earliest due first. */
export async function homeItems({ journal, permalink }: Deps, user: string): Promise<readonly HomeItem[]> {
  const [{ items }, nowMs] = await Promise.all([itemsOf(journal, user), journal.now()]);
  return Promise.all(
    items.map(async ({ checklist, item }) => {
      const [card] = await journal.posts(checklistRef(checklist.id));
      return {
        checklist: checklist.id,
        title: item.text,
        dueAtMs: item.dueAtMs,
        isOverdue: item.dueAtMs <= nowMs,
        asked: item.requests?.find(({ stands }) => stands === 'waiting')?.approval ?? null,
        link: card === undefined ? null : permalink(card.channel, card.ts),
      };
    }),
  );
}
