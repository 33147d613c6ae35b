/** A list of incidents, by page: a private message where it was asked for, a modal where it was asked for on Home. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { IncidentPage } from '../src/incident/listed.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION } from './action-ids.ts';
import { incidentEntry, type Listed } from './incident-list.ts';
import {
  actions,
  blocks,
  bold,
  bullets,
  button,
  count,
  fallback,
  line,
  paragraph,
  plain,
  words,
} from './kit.ts';
import { VIEW_TITLE_CHARACTERS_MAX } from './limits.ts';

/** `list`: as it is typed behind the word, and as a button carries it. */
export type ListPage = Pick<IncidentPage, 'total' | 'page' | 'pages'> & {
  readonly list: string;
  readonly listed: readonly Listed[];
};

type About = { readonly title: string; readonly none: string; readonly order: string };

const ABOUT: { readonly [list: string]: About } = {
  open: {
    title: 'Open incidents',
    none: 'No open incident. Declare one with /incident P1 and what is wrong.',
    order: 'the most severe first',
  },
  mine: {
    title: 'Your open incidents',
    none: 'No open incident is yours. list shows all of them, and join makes one yours.',
    order: 'the most severe first',
  },
  resolved: {
    title: 'Waiting to be closed',
    none: 'No incident waits to be closed.',
    order: 'the last one first',
  },
};

export function incidentPage(shown: ListPage): Message {
  const { list, total, listed } = shown;
  const { title, none } = aboutOf(list);
  const text =
    total === 0 ? none : `${title}: ${count(total)}, ${listed.map(({ incident }) => incident.id).join(', ')}`;
  return { text: fallback(text), blocks: pageBlocks(shown) };
}

export function incidentPageModal(shown: ListPage): ModalView {
  return {
    type: 'modal',
    title: plain(aboutOf(shown.list).title, VIEW_TITLE_CHARACTERS_MAX),
    close: plain('Close', VIEW_TITLE_CHARACTERS_MAX),
    blocks: pageBlocks(shown),
  };
}

function pageBlocks({ list, listed, total, page, pages }: ListPage): KnownBlock[] {
  const { title, none, order } = aboutOf(list);
  if (total === 0) return [paragraph(line(words(none)))];
  const where = pages > 1 ? `, page ${count(page)} of ${count(pages)}` : '';
  return blocks(
    paragraph(line(bold(`${title} · ${count(total)}`), words(`${where}, ${order}`))),
    bullets(listed.map(incidentEntry)),
    pages === 1
      ? null
      : actions(
          ...(page > 1 ? [button('Back', ACTION.listBack, { value: `${list}|${page - 1}` })] : []),
          ...(page < pages ? [button('Next', ACTION.listNext, { value: `${list}|${page + 1}` })] : []),
        ),
  );
}

/** What is none of these is a month. */
function aboutOf(list: string): About {
  return (
    ABOUT[list] ?? {
      title: `Resolved in ${list}`,
      none: `Nothing was resolved in ${list}, unless in a drill.`,
      order: 'the last one first, without drills',
    }
  );
}
