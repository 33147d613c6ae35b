/** The top of an incident's thread: what is wrong, who has it, by when, and the one step to take now. */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Incident, IncidentStatus, ResponseStep } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { Verdict } from '../src/runbook/verdict.ts';
import { ACTION, MENU } from './action-ids.ts';
import {
  actions,
  blocks,
  bold,
  button,
  clip,
  fallback,
  header,
  line,
  moment,
  overflow,
  paragraph,
  person,
  small,
  words,
} from './kit.ts';
import { CHECK_ON_CARD_CHARACTERS_MAX, CHECKS_ON_CARD_MAX } from './limits.ts';

export type CheckLine = {
  readonly label: string;
  readonly isRunning: boolean;
  /** What it said last, or null before its first report. */
  readonly last: { readonly verdict: Verdict; readonly sentence: string } | null;
};

export type IncidentCardData = {
  readonly incident: Incident;
  /** The runbook's one-line meaning of the severity. */
  readonly meaning: string;
  readonly areaTitle: string | null;
  /** In the order in which they were reported, the newest last. */
  readonly checks: readonly CheckLine[];
  readonly nextStep: ResponseStep | null;
};

export const STEP_LABELS = {
  acknowledged: 'Acknowledge',
  assessed: 'Assess',
  investigating: 'Investigate',
  mitigated: 'Mitigate',
  resolved: 'Resolve',
} as const satisfies { [step in ResponseStep]: string };

export const STATUS_LABELS = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  assessed: 'Assessed',
  investigating: 'Investigating',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
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
        line(...clockLine(incident)),
        line(...peopleLine(data)),
      ),
      incident.resolution === null ? null : paragraph(line(bold('Resolved: '), words(incident.resolution))),
      checksSoFar(data),
      controls(data),
    ),
  };
}

export function clockLine({ clock, steps, status, severity }: Incident): RichTextElement[] {
  const first = steps[0];
  if (clock.mark === 'met' && first !== undefined) {
    const late = clock.breachedAtMs !== null ? [bold(` · ${severity} response time missed`)] : [];
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

function peopleLine({ incident }: IncidentCardData): RichTextElement[] {
  const commander = incident.commander === null ? words('nobody yet') : person(incident.commander);
  return [words('Command: '), commander, words(' · declared by '), person(incident.declaredBy)];
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

function controls({ incident, nextStep }: IncidentCardData): KnownBlock | null {
  if (nextStep === null) return null;
  const value = incident.id;
  const menu = [
    { label: 'Take command', value: `${MENU.takeCommand}|${value}` },
    { label: 'Change severity', value: `${MENU.changeSeverity}|${value}` },
    ...(nextStep === 'resolved' ? [] : [{ label: 'Resolve', value: `${MENU.resolve}|${value}` }]),
    { label: 'Run one check', value: `${MENU.runOneCheck}|${value}` },
    { label: 'Alert somebody', value: `${MENU.alert}|${value}` },
  ];
  const emphasis = incident.status === 'open' ? ({ style: 'primary' } as const) : {};
  return actions(
    button(STEP_LABELS[nextStep], nextStep === 'resolved' ? ACTION.incidentResolve : ACTION.incidentStep, {
      value: `${value}|${nextStep}`,
      ...emphasis,
    }),
    button('Run checks', ACTION.runChecks, { value }),
    button('Request action', ACTION.requestAction, { value }),
    overflow(ACTION.incidentMenu, menu),
  );
}
