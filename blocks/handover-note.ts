/** Said when the command goes over: who has it now, and where things stand, for somebody who comes to it fresh. */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Approval } from '../src/approval/state.ts';
import type { Roles } from '../src/incident/roles.ts';
import type { Incident } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { type CheckLine, clockLine, SEVERITY_MARKS, STATUS_LABELS, VERDICT_MARKS } from './incident-card.ts';
import { REQUEST_STATUS } from './incident-list.ts';
import { blocks, bold, bullets, clip, fallback, line, moment, paragraph, person, words } from './kit.ts';
import { CHECK_ON_CARD_CHARACTERS_MAX } from './limits.ts';
import { roleElements } from './roles.ts';

export type HandOver = {
  readonly incident: Incident;
  readonly roles: Roles;
  readonly by: string;
  readonly to: string;
  /** What was found and is not right, and what is not known yet. */
  readonly checks: readonly CheckLine[];
  /** What waits for somebody, or is under way. */
  readonly requests: readonly Approval[];
};

export function handOverNote({ incident, roles, by, to, checks, requests }: HandOver): Message {
  const { id, severity, title, status, declaredAtMs, declaredBy } = incident;
  const others = roleElements(roles);
  return {
    text: fallback(
      `${id}: you have the command. ${severity}, ${STATUS_LABELS[status].toLowerCase()}: ${title}`,
    ),
    blocks: blocks(
      paragraph(
        line(person(to), bold(` has the command of ${id} now`), words(', from '), person(by), words('.')),
        line(words(`${SEVERITY_MARKS[severity]} ${severity} · ${STATUS_LABELS[status]} · ${title}`)),
        line(words('Declared '), moment(declaredAtMs), words(' by '), person(declaredBy)),
        line(...clockLine(incident)),
        ...(others.length === 0 ? [] : [line(...others)]),
      ),
      listed('Checks that are not right', checks.map(checkEntry)),
      listed('Requests under way', requests.map(requestEntry)),
    ),
  };
}

function listed(
  title: string,
  entries: readonly (readonly RichTextElement[])[],
): readonly KnownBlock[] | null {
  return entries.length === 0 ? null : [paragraph(line(bold(title))), bullets(entries)];
}

function checkEntry({ label, last }: CheckLine): RichTextElement[] {
  if (last === null) return [words(`⏳ ${label}: running`)];
  return [
    words(`${VERDICT_MARKS[last.verdict]} ${label}: ${clip(last.sentence, CHECK_ON_CARD_CHARACTERS_MAX)}`),
  ];
}

function requestEntry({ id, title, target, status, requester }: Approval): RichTextElement[] {
  return [bold(id), words(` ${title}, ${target} · ${REQUEST_STATUS[status]} · asked by `), person(requester)];
}
