/** Whether everything that is shown, kept and counted of incidents agrees with what their journal says. */
import { isDeepStrictEqual } from 'node:util';
import { incidentRef } from '../../../src/incident/document.ts';
import type { Incident, IncidentEvent } from '../../../src/incident/state.ts';
import { statistics } from '../../../src/incident/statistics.ts';
import { transition } from '../../../src/incident/transition.ts';
import { drawIncident } from '../../../src/pictures.ts';
import { openCards, wrongNumbers } from '../week/compare.ts';
import { doing } from '../week/deeds.ts';
import { card, controls } from '../week/model/card.ts';
import {
  type Act,
  hasResponse,
  isOver,
  isTaken,
  type Life,
  nextAskAtMs,
  nextCallAtMs,
  owesPostmortem,
  STATES,
} from '../week/model/life.ts';
import { type Moment, wrongPages } from '../week/model/pager.ts';
import { DAY_MS, MINUTE_MS } from '../week/model/rules.ts';
import { CHIEF, PEOPLE, ZONE } from '../week/process.ts';
import { linesOf } from '../week/seen.ts';
import { folded, type Written } from './fold.ts';
import { type Deadline, type Office, RUNBOOK } from './office.ts';

/** What is wrong; of all that was declared. Afterwards nothing is owed to Slack. `isDone`: nor is anything due. */
export async function disagreements(
  office: Office,
  ids: readonly string[],
  isDone = false,
): Promise<readonly string[]> {
  await office.drain();
  const cards = openCards(office.slack);
  const problems: string[] = [...office.slack.refused];
  const lives: Life[] = [];
  for (const id of ids) {
    const [stored, entries] = await Promise.all([
      office.journal.load(incidentRef(id)),
      office.journal.history(incidentRef(id)),
    ]);
    const written = entries.map(({ atMs, event }): Written => ({ atMs, event: event as IncidentEvent }));
    const { life, seenAtMs, problems: own, moments } = folded(written);
    lives.push(life);
    const state = stored?.state as Incident;
    const expected = card(life, seenAtMs);
    const [said, ...more] = cards(id);
    const drawn = drawIncident(RUNBOOK, ZONE, state);
    const found = { first: said?.text, lines: said === undefined ? [] : linesOf(said), more: more.length };
    const drill = life.isDrill ? 1 : 0;
    const again = { first: drawn.text, lines: linesOf(drawn) };
    problems.push(
      ...own,
      ...unlike('the state', state, anew(written)),
      ...unlike('the card in Slack', found, { ...expected, more: 0 }),
      ...unlike('the card of the state', again.lines, expected.lines.slice(drill)),
      ...unlike('the deadlines', office.deadlines(id), deadlines(life, seenAtMs)),
      ...wrongPages(
        life,
        isDone ? settled(moments, office.nowMs()) : moments,
        office.pages.filter(({ page }) => page.incident === id),
      ),
      ...(await wrongActs(office, life)),
    );
  }
  for (const days of [1, 30])
    problems.push(...wrongNumbers(await statistics(office.journal, days), lives, office.nowMs()));
  return problems;
}

/** Of what has been so since then, whoever is paged knows by now. */
function settled(moments: readonly Moment[], nowMs: number): readonly Moment[] {
  return moments.map((moment, index) =>
    index === moments.length - 1 ? { ...moment, sureAtMs: nowMs } : moment,
  );
}

/** By the rules themselves, from the first entry on. */
function anew(written: readonly Written[]): Incident | null {
  return written.reduce<Incident | null>((before, { event, atMs }) => {
    const step = transition(before, event, atMs);
    if (!step.ok) throw new Error(`${event.type} is written and was refused: ${step.code}`);
    return JSON.parse(JSON.stringify(step.state)) as Incident;
  }, null);
}

function unlike(what: string, found: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  return [`${what}: ${JSON.stringify(found)} and should be ${JSON.stringify(expected)}`];
}

function deadlines(life: Life, seenAtMs: number): readonly Deadline[] {
  const { timedFromMs, dueAtMs } = life;
  const halfMs = Math.floor((timedFromMs + dueAtMs) / 2);
  const isOpen = !hasResponse(life);
  const all: readonly (readonly [string, number | null])[] = [
    ['ask_update', nextAskAtMs(life)],
    ['at_risk', isOpen && seenAtMs < halfMs ? halfMs : null],
    ['breached', isOpen && seenAtMs >= halfMs && seenAtMs < dueAtMs ? dueAtMs : null],
    ['call', nextCallAtMs(life)],
    ['follow_up', nextReminderAtMs(life)],
  ];
  return all.flatMap(([name, atMs]) => (atMs === null ? [] : [{ name, atMs }]));
}

function nextReminderAtMs(life: Life): number | null {
  const resolvedAtMs = life.steps.findLast(({ to }) => to === 'resolved')?.atMs ?? 0;
  const all = [
    ...(life.state === 'resolved' && owesPostmortem(life)
      ? [Math.max(resolvedAtMs, life.postmortemRemindedAtMs) + DAY_MS]
      : []),
    ...life.items.flatMap(({ isDone, dueAtMs, remindedAtMs }) =>
      isDone ? [] : [remindedAtMs === null ? dueAtMs : Math.max(dueAtMs, remindedAtMs + DAY_MS)],
    ),
  ];
  return all.length === 0 ? null : Math.min(...all);
}

/** Whatever is on the card is taken from whoever may press it; of all else, what the rules say. Nothing is written. */
async function wrongActs(office: Office, life: Life): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const act of everyAct(life, office.nowMs()))
    for (const by of [CHIEF, PEOPLE[0]]) {
      const { outcome } = await doing(office.rehearsal, { by, requestKey: 'rehearsal' }, life.id, act);
      const shouldBe = isTaken(life, act, by, by === CHIEF) ? 'taken' : 'refused';
      if (outcome !== shouldBe)
        problems.push(`${life.id}: ${JSON.stringify(act)} of ${by} is ${outcome}, and should be ${shouldBe}`);
    }
  const shown = controls(life).join(' ');
  for (const [label, act] of OFFERED)
    if (shown.includes(label) && ![...PEOPLE].some((by) => isTaken(life, act(life), by, by === CHIEF)))
      problems.push(`${life.id}: “${label}” is offered, and nobody may do it`);
  return problems;
}

const other = ({ severity }: Life) => (severity === 'P0' ? 'P3' : 'P0');

const OFFERED: readonly (readonly [label: string, (life: Life) => Act])[] = [
  ['[Acknowledge]', () => ({ do: 'step', to: 'acknowledged' })],
  ['[Assess]', () => ({ do: 'step', to: 'assessed' })],
  ['[Investigate]', () => ({ do: 'step', to: 'investigating' })],
  ['[Mitigate]', () => ({ do: 'step', to: 'mitigated' })],
  ['Resolve', () => ({ do: 'resolve', summary: 'So.' })],
  ['Post-mortem]', () => ({ do: 'postmortem', item: null })],
  // Owed the post-mortem, Close stands in the second place and says what is missing.
  ['[Close] [Post-mortem]', () => ({ do: 'close' })],
  ['Reopen', () => ({ do: 'reopen', reason: 'So.' })],
  ['Take command', () => ({ do: 'take' })],
  ['Change severity', (life) => ({ do: 'severity', to: other(life) })],
  ['Add note', () => ({ do: 'note', text: 'So.' })],
];

function everyAct(life: Life, nowMs: number): readonly Act[] {
  const item = { text: 'Thing', owner: PEOPLE[1], dueAtMs: nowMs + DAY_MS };
  return [
    ...STATES.flatMap((to): Act[] =>
      to === 'open' || to === 'resolved' || to === 'closed' ? [] : [{ do: 'step', to }],
    ),
    { do: 'resolve', summary: 'So.' },
    { do: 'close' },
    { do: 'reopen', reason: 'So.' },
    { do: 'severity', to: other(life) },
    { do: 'severity', to: life.severity },
    { do: 'take' },
    { do: 'join' },
    { do: 'assign', role: 'commander', to: PEOPLE[1] },
    { do: 'assign', role: 'scribe', to: PEOPLE[2] },
    { do: 'assign', role: 'responder', to: PEOPLE[3] },
    { do: 'snooze', forMs: 30 * MINUTE_MS },
    { do: 'postmortem', item: isOver(life) && life.items.length < 20 ? item : null },
    { do: 'done', item: 1 },
    { do: 'note', text: 'So.' },
  ];
}
