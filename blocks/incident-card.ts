/** The top of an incident's thread: what is wrong, who has it, by when, and the one step to take now. */
import type { KnownBlock, RichTextElement, RichTextSection } from '@slack/types';
import type { Roles } from '../src/incident/roles.ts';
import type { Incident, IncidentStatus } from '../src/incident/state.ts';
import type { ToldNext } from '../src/incident/told-next.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { Verdict } from '../src/runbook/verdict.ts';
import { type Controls, incidentControls } from './incident-controls.ts';
import {
  blocks,
  bold,
  clip,
  fallback,
  header,
  line,
  moment,
  paragraph,
  person,
  small,
  words,
} from './kit.ts';
import { CHECK_ON_CARD_CHARACTERS_MAX, CHECKS_ON_CARD_MAX } from './limits.ts';
import { canvasLine } from './postmortem-note.ts';
import { roleElements } from './roles.ts';

export type CheckLine = {
  readonly label: string;
  readonly isRunning: boolean;
  /** What it said last, or null before its first report. */
  readonly last: { readonly verdict: Verdict; readonly sentence: string } | null;
};

export type IncidentCardData = Controls & {
  readonly incident: Incident;
  /** Beside the command. */
  readonly roles: Roles;
  /** The runbook's one-line meaning of the severity. */
  readonly meaning: string;
  readonly areaTitle: string | null;
  readonly told?: ToldNext;
  /** In the order in which they were reported, the newest last. */
  readonly checks: readonly CheckLine[];
};

export const STATUS_LABELS = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  assessed: 'Assessed',
  investigating: 'Investigating',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
  closed: 'Closed',
} as const satisfies { [status in IncidentStatus]: string };

export const SEVERITY_MARKS = { P0: '🔴', P1: '🟠', P2: '🟡', P3: '🔵' } as const;

export const VERDICT_MARKS = {
  pass: '✅',
  warn: '⚠️',
  fail: '❌',
  could_not_see: '❔',
} as const satisfies { [verdict in Verdict]: string };

export function incidentCard(data: IncidentCardData): Message {
  const { incident } = data;
  const { id, severity, title, status } = incident;
  const about = [STATUS_LABELS[status], data.meaning, ...(data.areaTitle === null ? [] : [data.areaTitle])];
  return {
    text: fallback(`${severity} ${id}: ${title} (${STATUS_LABELS[status].toLowerCase()})`),
    blocks: blocks(
      header(`${SEVERITY_MARKS[severity]} ${severity} · ${title}`),
      paragraph(
        line(bold(id), words(` · ${about.join(' · ')}`)),
        ...(incident.affected === undefined ? [] : [line(words(`Affected: ${incident.affected}`))]),
        line(...clockLine(incident)),
        ...toldLines(data),
        ...peopleLines(data),
      ),
      outcome(incident),
      checksSoFar(data),
      incidentControls(incident, data),
    ),
  };
}

/** What was done about it, or why it is open again. */
function outcome({ resolution, reopened, canvas }: Incident): KnownBlock | null {
  const written = canvas === undefined ? [] : [canvasLine(canvas)];
  if (resolution !== null) return paragraph(line(bold('Resolved: '), words(resolution)), ...written);
  return reopened === undefined ? null : paragraph(line(bold('Reopened: '), words(reopened.reason)));
}

export function clockLine({ clock, steps, status, severity, worst }: Incident): RichTextElement[] {
  const first = steps[0];
  if (clock.mark === 'met' && first !== undefined) {
    // Of which severity it was missed is not known any more where that was changed.
    const missed = worst === undefined ? `${severity} response time missed` : 'response time missed';
    const late = clock.breachedAtMs !== null ? [bold(` · ${missed}`)] : [];
    const last = steps.at(-1);
    if (status !== 'acknowledged' && last !== undefined && last !== first) {
      return [
        words('Responded '),
        moment(first.atMs),
        words(` · ${STATUS_LABELS[last.step].toLowerCase()} `),
        moment(last.atMs),
        ...late,
      ];
    }
    return [words('Responded '), moment(first.atMs), ...late];
  }
  if (clock.mark === 'breached') return [bold('Response overdue'), words(' since '), moment(clock.dueAtMs)];
  if (clock.mark === 'at_risk') return [bold('Respond soon'), words(': due '), moment(clock.dueAtMs)];
  return [words('Respond by '), moment(clock.dueAtMs)];
}

function toldLines({ told }: IncidentCardData): RichTextSection[] {
  const next = told?.next ?? null;
  const snoozed = told?.snoozed ?? null;
  const pages = next?.pages === true ? 'is told and paged' : 'is told (this does not page)';
  return [
    ...(next === null
      ? []
      : [line(words(`Next: ${next.title ?? 'whoever declared it'} ${pages}, `), moment(next.atMs))]),
    ...(snoozed === null
      ? []
      : [line(words('Snoozed by '), person(snoozed.by), words(' until '), moment(snoozed.untilMs))]),
  ];
}

function peopleLines({ incident, roles }: IncidentCardData): RichTextSection[] {
  const commander = incident.commander === null ? words('nobody yet') : person(incident.commander);
  const others = roleElements(roles);
  return [
    line(words('Command: '), commander, words(' · declared by '), person(incident.declaredBy)),
    ...(others.length === 0 ? [] : [line(...others)]),
  ];
}

/** What is running, and what was said last; of more than a phone shows the newest, and how many there are besides. */
function checksSoFar({ checks }: IncidentCardData): readonly KnownBlock[] | null {
  if (checks.length === 0) return null;
  const over = checks.length - CHECKS_ON_CARD_MAX;
  return [
    paragraph(...checks.slice(-CHECKS_ON_CARD_MAX).map((check) => line(...checkLine(check)))),
    ...(over > 0 ? [small(`Checks before these, in the thread: ${over}`)] : []),
  ];
}

function checkLine({ label, isRunning, last }: CheckLine): RichTextElement[] {
  if (last === null) return [words('⏳ '), bold(label), words(': running')];
  const mark = VERDICT_MARKS[last.verdict];
  return isRunning
    ? [words('⏳ '), bold(label), words(`: running again; it was ${mark}`)]
    : [words(`${mark} `), bold(label), words(`: ${clip(last.sentence, CHECK_ON_CARD_CHARACTERS_MAX)}`)];
}
