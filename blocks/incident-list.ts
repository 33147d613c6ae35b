/** Private answers to `show` and `help`, and what one incident looks like in a list. */
import type { KnownBlock } from '@slack/types';
import type { Approval, ApprovalStatus } from '../src/approval/state.ts';
import type { Incident } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { SEVERITY_MARKS, STATUS_LABELS } from './incident-card.ts';
import {
  blocks,
  bold,
  bullets,
  code,
  count,
  fallback,
  line,
  moment,
  paragraph,
  person,
  small,
  words,
} from './kit.ts';

export type Listed = { readonly incident: Incident; readonly link: string | null };

export function incidentEntry({ incident, link }: Listed) {
  const { id, severity, title, status, commander, declaredAtMs } = incident;
  const name = link === null ? bold(id) : ({ type: 'link', url: link, text: id } as const);
  const command = commander === null ? [] : [words(' · '), person(commander)];
  return [
    words(`${SEVERITY_MARKS[severity]} ${severity} `),
    name,
    words(` ${title} · ${STATUS_LABELS[status]}`),
    ...command,
    words(' · '),
    moment(declaredAtMs),
  ];
}

/** One incident, with what was asked for in it, the newest first. */
export function incidentDetail(
  listed: Listed,
  { newest, others }: { readonly newest: readonly Approval[]; readonly others: number },
): Message {
  const { id, title } = listed.incident;
  const asked = newest.map(({ id: request, title: what, target, status, requester }) => [
    bold(request),
    words(` ${what}, ${target} · ${REQUEST_STATUS[status]} · asked by `),
    person(requester),
  ]);
  return {
    text: fallback(`${id}: ${title}`),
    blocks: blocks(
      bullets([incidentEntry(listed)]),
      asked.length === 0 ? null : bullets(asked),
      others === 0 ? null : small(`Older ones besides: ${count(others)}. /incident timeline ${id} has them.`),
    ),
  };
}

export const REQUEST_STATUS = {
  pending: 'waiting for approval',
  approved: 'approved, starting',
  rejected: 'rejected',
  expired: 'expired',
  cancelled: 'cancelled',
  voided: 'void',
  executing: 'running',
  succeeded: 'done',
  failed: 'failed',
  in_doubt: 'in doubt',
  resolved: 'settled',
} as const satisfies { [status in ApprovalStatus]: string };

export type HelpLine = { readonly usage: string; readonly help: string };

/**
 * After a mention nothing opens a form, and the thread stands for the id. What is said already is not said again. `pin`: the
 * reaction that needs no word.
 */
export function helpText(
  after: 'command' | 'mention' | 'runbook',
  all: readonly HelpLine[],
  pin?: string,
): Message {
  const lines = all.filter(({ help }, index) => help !== all[index - 1]?.help);
  const asList = (shown: readonly HelpLine[]): KnownBlock =>
    bullets(shown.map(({ usage, help }) => [code(usage), words(` ${help}`)]));
  if (after === 'command') {
    const form = { usage: '/incident', help: 'opens a form to declare an incident.' };
    const named = lines.map(({ usage, help }) => ({ usage: `/incident ${usage}`, help }));
    return {
      text: fallback('What /incident understands'),
      blocks: [asList([form, ...named]), ...pinned(pin)],
    };
  }
  if (after === 'runbook') {
    const form = {
      usage: '/runbook',
      help: 'shows what there is, to be looked through; any other word is looked for.',
    };
    const named = lines.map(({ usage, help }) => ({ usage: `/runbook ${usage}`, help }));
    return { text: fallback('What /runbook understands'), blocks: [asList([form, ...named])] };
  }
  const intro =
    'Begin the message with my name, then one of these. In an incident’s thread the id can be left out.';
  return { text: fallback(intro), blocks: [paragraph(line(words(intro))), asList(lines), ...pinned(pin)] };
}

function pinned(reaction: string | undefined): KnownBlock[] {
  if (reaction === undefined) return [];
  return [small(`:${reaction}: on a message in an incident’s thread puts it into the timeline.`)];
}

/** A plain private sentence. */
export function sentence(text: string): Message {
  return { text: fallback(text), blocks: [paragraph(line(words(text)))] };
}

/** A private sentence that leads to a message of ours: the address is made by the bot, never typed. */
export function linked(
  before: string,
  link: { readonly text: string; readonly url: string },
  after: string,
): Message {
  return {
    text: fallback(`${before}${link.text}${after}`),
    blocks: [paragraph(line(words(before), { type: 'link', ...link }, words(after)))],
  };
}
