/** What can be said about incidents: one grammar, for `/incident` and for mentions. */
import { helpText } from '../blocks/incident-list.ts';
import { SEVERITIES } from '../src/incident/state.ts';
import { ack } from './incident-ack.ts';
import { action } from './incident-action.ts';
import { alert } from './incident-alert.ts';
import { incidentNamed } from './incident-argument.ts';
import { assign } from './incident-assign.ts';
import { check } from './incident-check.ts';
import { checklist } from './incident-checklist.ts';
import { close } from './incident-close.ts';
import { declareLine } from './incident-declare.ts';
import { drill } from './incident-drill.ts';
import { handover } from './incident-handover.ts';
import { join } from './incident-join.ts';
import { list, mine } from './incident-list.ts';
import { note } from './incident-note.ts';
import { postmortem } from './incident-postmortem.ts';
import { procedure } from './incident-procedure.ts';
import { reopen } from './incident-reopen.ts';
import { resolve } from './incident-resolve.ts';
import { review } from './incident-review.ts';
import { sev } from './incident-sev.ts';
import { show } from './incident-show.ts';
import { snooze } from './incident-snooze.ts';
import { stats } from './incident-stats.ts';
import { status } from './incident-status.ts';
import { timeline } from './incident-timeline.ts';
import { nearest } from './nearest.ts';
import type { Subcommand } from './subcommand.ts';
import { unquoted } from './typed.ts';

export const help: Subcommand = {
  name: 'help',
  usage: 'help',
  help: 'shows this.',
  run: ({ place, deps }) => {
    const after = place === 'command' ? 'command' : 'mention';
    return Promise.resolve(helpText(after, SUBCOMMANDS, deps.runbook.habits.pinReaction));
  },
};

/** In this order it is shown. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  ...SEVERITIES.map(declareLine),
  drill,
  list,
  mine,
  show,
  stats,
  ack,
  join,
  assign,
  handover,
  status,
  sev,
  snooze,
  note,
  timeline,
  check,
  action,
  alert,
  resolve,
  reopen,
  postmortem,
  close,
  review,
  checklist,
  procedure,
  help,
];

/** Of an incident that is named first, its word comes before it; without a word, it is shown. */
function inItsOrder(words: readonly string[]): readonly string[] {
  const [id = '', second, ...others] = words;
  if (incidentNamed(id) === null) return words;
  if (second === undefined) return [show.name, id];
  return SUBCOMMANDS.some(({ name }) => name === second.toLowerCase()) ? [second, id, ...others] : words;
}

export type Line = {
  readonly word: string;
  readonly rest: string;
  readonly subcommand: Subcommand | null;
  /** The word that was probably meant, where the first one is none. */
  readonly meant: string | null;
};

export function readLine(text: string): Line {
  // A line in quotes is that line. One that begins with a quoted word is a sentence: “Resolve” button is broken.
  const [first = '', ...others] = inItsOrder(unquoted(text.trim()).trim().split(/\s+/));
  // As in `P1: the model is offline`.
  const word = first.toLowerCase().replace(/[:,]+$/u, '');
  const subcommand = SUBCOMMANDS.find(({ name }) => name === word) ?? null;
  const names = SUBCOMMANDS.map(({ name }) => name);
  return { word, rest: others.join(' '), subcommand, meant: nearest(word, names) };
}
