/** A procedure: where it stands, the step at hand with its buttons, what is left of its phase, what comes, what was done. */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { RequestNews } from '../src/approval/news.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { Phase, Procedure, ProcedureStep } from '../src/procedure/state.ts';
import { ACTION, STEP_MENU } from './action-ids.ts';
import { REQUEST_STANDS } from './checklist-card.ts';
import { VERDICT_MARKS } from './incident-card.ts';
import {
  actions,
  blocks,
  bold,
  button,
  divider,
  fallback,
  header,
  line,
  link,
  moment,
  type Option,
  overflow,
  paragraph,
  person,
  section,
  small,
  verbatim,
  words,
} from './kit.ts';

export type ProcedureCardData = {
  readonly procedure: Procedure;
  /** The way on, or the way back. */
  readonly way: readonly Phase[];
  /** The first phase with something left. */
  readonly phase: Phase | null;
  readonly atHand: ProcedureStep | null;
  /** Of the step at hand: what is run elsewhere, with what was filled in. */
  readonly command: string | null;
  /** Of the phase: what somebody has still to do. */
  readonly left: readonly ProcedureStep[];
  /** What was changed and still stands, or may come to. */
  readonly standing: readonly RequestNews[];
};

const TIME = '{time}';
const HEADLINES = {
  running: '▶️',
  complete: '✅',
  aborted: '🛑',
  rolling_back: '↩️',
  rolled_back: '↩️',
} as const satisfies { [status in Procedure['status']]: string };

export function procedureCard(data: ProcedureCardData): Message {
  const { procedure, phase, atHand, left, way } = data;
  const first = `${procedure.title}: ${stands(data)}`;
  const others = left.filter(({ id }) => id !== atHand?.id);
  return {
    text: fallback(`${procedure.id} ${first}`),
    blocks: blocks(
      header(`${HEADLINES[procedure.status]} ${first}`),
      paragraph(line(...about(procedure)), ...ended(procedure), ...fields(procedure)),
      phase === null ? null : [divider(), paragraph(line(bold(phase.title), ...enough(phase)))],
      atHand === null ? null : now(data, atHand),
      controls(data),
      others.flatMap((step) => later(procedure.id, step)),
      upcoming(way, phase),
      settled(way),
    ),
  };
}

function stands({ procedure: { status }, way, phase }: ProcedureCardData): string {
  const steps = way.flatMap((each) => each.steps);
  const count = (...marks: readonly ProcedureStep['mark'][]) =>
    steps.filter(({ mark }) => marks.includes(mark)).length;
  const skipped = count('skipped');
  const flagged = count('flagged');
  const far = [
    `${count('done')} of ${steps.length - count('left')} done`,
    ...(flagged === 0 ? [] : [`${flagged} flagged`]),
    ...(skipped === 0 ? [] : [`${skipped} left out`]),
  ].join(', ');
  switch (status) {
    case 'running':
      return `${far} · ${phase?.title ?? ''}`;
    case 'rolling_back':
      return `rolling back, ${far} · ${phase?.title ?? ''}`;
    case 'complete':
      return `complete, ${far}`;
    case 'aborted':
      return `aborted, ${far}`;
    case 'rolled_back':
      return 'rolled back';
  }
}

function about({ id, incident, startedBy, startedAtMs }: Procedure): RichTextElement[] {
  const of = incident === null ? '' : ` · ${incident}`;
  return [bold(id), words(`${of} · begun by `), person(startedBy), words(' '), moment(startedAtMs)];
}

function ended({ aborted, turnedBack }: Procedure) {
  const told = (what: string, end: Procedure['aborted']) =>
    end === null
      ? []
      : [
          line(
            bold(what),
            words(' by '),
            person(end.by),
            words(' '),
            moment(end.atMs),
            words(`: ${end.reason}`),
          ),
        ];
  return [...told('Aborted', aborted), ...told('Rolled back', turnedBack)];
}

function fields({ fields: all }: Procedure) {
  return Object.values(all).flatMap(({ label, value }) =>
    value === null ? [] : [line(words(`${label}: `), bold(value))],
  );
}

function enough({ need, steps }: Phase): RichTextElement[] {
  return need === 'any' && steps.length > 1 ? [words(' · one of these is enough')] : [];
}

/** What is to be done next, how, and the buttons for it. */
function now({ standing, command }: ProcedureCardData, step: ProcedureStep): KnownBlock[] {
  const { how, owner, does, found } = step;
  const confirms = does.kind === 'tick' ? does.confirms : null;
  return [
    paragraph(
      line(bold(title(step)), ...(owner === null ? [] : [words(` · ${owner}`)])),
      ...(found === null ? [] : [line(words(found.sentence))]),
      ...asked(step),
      ...(how === null ? [] : [line(words(how))]),
      ...(confirms === null ? [] : [line(words(`Done says: ${confirms}`))]),
      ...(does.kind === 'undo' ? undoing(standing) : []),
      ...links(step),
    ),
    ...(command === null ? [] : [verbatim(command)]),
  ];
}

function undoing(standing: readonly RequestNews[]) {
  return standing.map(({ approval, title: what, stands: how }) =>
    line(bold(approval), words(` ${what}: ${how === 'waiting' ? 'is not over yet' : 'still stands'}`)),
  );
}

/** Two lines beside a menu; what has happened to one stands below. */
function later(id: string, step: ProcedureStep): KnownBlock[] {
  const { owner, found } = step;
  const second = [KIND_WORDS[step.does.kind], ...(owner === null ? [] : [owner])].join(' · ');
  const news = [...(found === null ? [] : [line(words(found.sentence))]), ...underWay(step), ...asked(step)];
  return [
    section(`${title(step)}\n${second}`, overflow(ACTION.procedureMenu, menuOf(id, step))),
    ...(news.length === 0 ? [] : [paragraph(...news)]),
  ];
}

const KIND_WORDS = {
  tick: 'Done by hand',
  check: 'A check',
  action: 'A request, which somebody else approves',
  tell: 'A message',
  fill: 'To be filled in',
  watch: 'A watch',
  undo: 'To be undone',
} as const satisfies { [kind in ProcedureStep['does']['kind']]: string };

function title(step: ProcedureStep): string {
  return `${markOf(step)} ${step.text}`;
}

function markOf({ running, watch, requests, mark, found }: ProcedureStep): string {
  if (running !== null || watch !== null || requests.some(({ stands: how }) => how === 'waiting'))
    return '⏳';
  if (mark === 'flagged') return found === null ? VERDICT_MARKS.fail : VERDICT_MARKS[found.verdict];
  return '⬜';
}

function underWay({ running, watch }: ProcedureStep) {
  if (watch !== null)
    return [
      line(
        words('Watched until '),
        moment(watch.untilMs, TIME),
        ...(watch.failed ? [words(', and it failed meanwhile')] : []),
      ),
    ];
  return running === null ? [] : [line(words('Running, asked for by '), person(running.by))];
}

function asked({ requests }: ProcedureStep) {
  const last = requests.at(-1);
  return last === undefined ? [] : [line(words(`${last.approval} ${REQUEST_STANDS[last.stands]}`))];
}

function links({ links: all }: ProcedureStep) {
  const named = all.flatMap(({ title: text, url }, at): RichTextElement[] => [
    ...(at === 0 ? [] : [words(' · ')]),
    link(url, text),
  ]);
  return named.length === 0 ? [] : [line(...named)];
}

/** At most two buttons of the step, and the menu with what is for all of it. */
function controls({ procedure, atHand, standing }: ProcedureCardData): KnownBlock | null {
  const { id, status, rollBack, turnedBack } = procedure;
  const back = rollBack.length > 0 && turnedBack === null;
  if (status === 'complete' || status === 'aborted')
    return back ? actions(button('Roll back', ACTION.procedureRollBack, { value: id })) : null;
  if (status === 'rolled_back') return null;
  const rest: Option[] = [
    ...(atHand === null ? [] : [{ label: 'How?', value: `${STEP_MENU.how}|${id}|${atHand.id}` }]),
    { label: 'Abort', value: `${STEP_MENU.abort}|${id}` },
    ...(back ? [{ label: 'Roll back', value: `${STEP_MENU.rollBack}|${id}` }] : []),
  ];
  const more = overflow(ACTION.procedureMenu, rest);
  if (atHand === null) return actions(more);
  const skip = button('Skip', ACTION.procedureSkip, { value: `${id}|${atHand.id}` });
  const main = mainButton(id, atHand, standing);
  return main === null ? actions(skip, more) : actions(main, skip, more);
}

function mainButton(id: string, { id: step, does }: ProcedureStep, standing: readonly RequestNews[]) {
  const look = { value: `${id}|${step}`, style: 'primary' } as const;
  switch (does.kind) {
    case 'tick':
      return button('Done', ACTION.procedureDone, look);
    case 'check':
    case 'action':
    case 'watch':
      return button('Run', ACTION.procedureRun, look);
    case 'tell':
      return button(`Tell ${does.title}`, ACTION.procedureTell, look);
    case 'fill':
      return button('Fill in', ACTION.procedureFill, look);
    case 'undo': {
      const last = standing.findLast(({ stands: how }) => how !== 'waiting');
      return last === undefined ? null : button('Undo', ACTION.undo, { value: `${last.approval}|0` });
    }
  }
}

function menuOf(id: string, { id: step, does, running, watch, requests }: ProcedureStep): Option[] {
  const offered = (label: string, choice: string): Option => ({ label, value: `${choice}|${id}|${step}` });
  const isBusy =
    (running !== null && watch === null) || requests.some(({ stands: how }) => how === 'waiting');
  const main = {
    tick: [offered('Done', STEP_MENU.done)],
    check: [offered('Run', STEP_MENU.run)],
    action: [offered('Run', STEP_MENU.run)],
    watch: watch === null ? [offered('Run', STEP_MENU.run)] : [],
    tell: [offered('Tell them', STEP_MENU.tell)],
    fill: [offered('Fill in', STEP_MENU.fill)],
    undo: [],
  }[does.kind];
  return [...(isBusy ? [] : [...main, offered('Skip', STEP_MENU.skip)]), offered('How?', STEP_MENU.how)];
}

function settled(way: readonly Phase[]): KnownBlock | null {
  const over = way.flatMap(({ steps }) => steps.filter(({ mark }) => mark === 'done' || mark === 'skipped'));
  if (over.length === 0) return null;
  return paragraph(
    ...over.map(({ mark, text, marked, reason, requests, does }) => {
      const done = requests.findLast(({ stands: how }) => how === 'succeeded')?.approval;
      const through = does.kind === 'action' && done !== undefined ? ` · ${done}` : '';
      const by =
        marked === null ? [] : [words(' · '), person(marked.by), words(' '), moment(marked.atMs, TIME)];
      const why = reason === null ? [] : [words(`: ${reason}`)];
      return line(words(`${mark === 'done' ? '✅' : '➖'} ${text}${through}`), ...by, ...why);
    }),
  );
}

function upcoming(way: readonly Phase[], phase: Phase | null): KnownBlock | null {
  if (phase === null) return null;
  const rest = way.slice(way.indexOf(phase) + 1).map((each) => each.title);
  return rest.length === 0 ? null : small(`Then: ${rest.join(' · ')}`);
}
