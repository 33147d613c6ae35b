/** What stands on a page of the runbook: an area, a cause, a check, an action, a checklist, whom to turn to. */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Action } from '../src/runbook/schema-actions.ts';
import type { Checklist } from '../src/runbook/schema-checklists.ts';
import type { Check } from '../src/runbook/schema-checks.ts';
import type { Parameters } from '../src/runbook/schema-parameters.ts';
import type { Procedure } from '../src/runbook/schema-procedures.ts';
import type { Area, Contact } from '../src/runbook/schema-team.ts';
import { askedFor } from './check-list.ts';
import {
  blocks,
  bold,
  bullets,
  clip,
  code,
  duration,
  line,
  paragraph,
  person,
  small,
  verbatim,
  words,
} from './kit.ts';
import { PAGE_CHARACTERS_MAX } from './limits.ts';
import { whoApproves } from './request-modal.ts';

/** What a list on one page has at most: the rest is behind its menu, or in Git. */
const LISTED_MAX = 15;
/** Of a phase's steps: eight phases of ten make one page still. */
const PHASE_CHARACTERS_MAX = 300;

export function homeBody(areas: readonly Area[]): KnownBlock[] {
  return blocks(
    paragraph(line(bold('What is it about?'))),
    bullets(
      areas.slice(0, LISTED_MAX).map(({ title, symptoms }) => [bold(title), words(`: ${symptoms[0] ?? ''}`)]),
    ),
    small('Or say it: /runbook search stale, /runbook table-freshness. /runbook help shows all of it.'),
  );
}

/** `chain`: who is told, in this order. */
export function areaBody({ title, symptoms }: Area, chain: readonly Contact[]): KnownBlock[] {
  return blocks(
    paragraph(line(bold(title))),
    bullets(symptoms.slice(0, LISTED_MAX).map((symptom) => [words(symptom)])),
    chain.length === 0
      ? null
      : small(`Who is told: ${chain.map((contact) => contact.title).join(', then ')}`),
  );
}

export function causeBody({ cause, look, fix }: Area['causes'][number], area: string): KnownBlock[] {
  return blocks(
    paragraph(
      line(bold(cause), words(` · ${area}`)),
      ...(look === undefined ? [] : [line(bold('How to tell: '), words(look))]),
      line(bold('What to do: '), words(fix)),
    ),
  );
}

export function checkBody(check: Check): KnownBlock[] {
  const { id, title, parameters } = check;
  return blocks(
    paragraph(line(bold(title)), line(words('A check only looks: nobody has to approve it.'))),
    parameterLines(parameters),
    check.kind === 'sql'
      ? verbatim(clip(check.statement, PAGE_CHARACTERS_MAX))
      : paragraph(line(words(`It looks at ${check.kind}, by the platform’s API.`))),
    paragraph(line(code(`/runbook check ${[id, ...Object.values(parameters).map(askedFor)].join(' ')}`))),
  );
}

/** `undo`: the title of what takes it back; `requests`: how it is asked for, where no button does it. */
export function actionBody(action: Action, undo: string | null, requests: string): KnownBlock[] {
  const { title, risk, containment, parameters, statements, evidence } = action;
  const measured = evidence.show.map((shown) => ('label' in shown ? shown.label : 'each of them'));
  const kind = `${risk === 'destructive' ? 'destructive' : 'change'}${containment ? ', only takes away' : ''}`;
  return blocks(
    paragraph(
      line(bold(title), words(` · ${kind}`)),
      line(words(whoApproves(action))),
      line(words(`Measured before and shown to them: ${measured.join(', ')}.`)),
      line(words(`Verified afterwards. ${undo === null ? 'There is no way back.' : `Way back: ${undo}.`}`)),
    ),
    parameterLines(parameters),
    statements.length === 0
      ? paragraph(line(words('It is a call of the platform’s API, which its card shows whole.')))
      : verbatim(clip(statements.join('\n\n'), PAGE_CHARACTERS_MAX)),
    small(requests),
  );
}

/** `owners`: by contact, how each is called. */
export function checklistBody(
  { title, schedule, items }: Checklist,
  owners: { readonly [contact: string]: Contact },
): KnownBlock[] {
  return blocks(
    paragraph(line(bold(title), words(' · posted at '), code(schedule.text))),
    bullets(
      items.map(({ text, owner = '', dueMs }) => [
        words(`${text} · within ${duration(dueMs)}`),
        ...(owners[owner] === undefined ? [] : [words(` · ${owners[owner].title}`)]),
      ]),
    ),
  );
}

/** `incident`: one that is open. */
export function procedureBody(
  { id, title, about, phases, roll_back = [] }: Procedure,
  incident: string | null,
): KnownBlock[] {
  const way = roll_back.length === 0 ? 'There is no way back.' : 'Roll back leads through its way back.';
  return blocks(
    paragraph(line(bold(title)), line(words(about)), line(words(way))),
    bullets(
      phases.map((phase) => [
        bold(phase.title),
        words(`: ${clip(phase.steps.map(({ text }) => text).join(' · '), PHASE_CHARACTERS_MAX)}`),
      ]),
    ),
    small(
      `Start begins it in the incidents’ channel. In an incident’s thread: /incident procedure ${incident ?? 'INC-7'} ${id}`,
    ),
  );
}

/** `ways`: how they are reached outside of Slack. */
export function contactBody(contact: Contact, ways: readonly string[]): KnownBlock[] {
  return blocks(
    paragraph(line(bold(contact.title)), line(...inSlack(contact))),
    ways.length === 0 ? null : bullets(ways.map((way) => [words(way)])),
    small('In an incident’s thread, /incident alert names them in a message of its own.'),
  );
}

function inSlack({ slack_user, slack_group }: Contact): RichTextElement[] {
  if (slack_user !== undefined) return [words('In Slack: '), person(slack_user)];
  if (slack_group !== undefined) return [words('In Slack: '), bold(`@${slack_group}`)];
  return [words('Not in Slack: reach them like this.')];
}

export function foundBody(text: string, count: number): KnownBlock[] {
  return blocks(
    paragraph(
      line(
        words(
          count === 0
            ? `The runbook has nothing like “${text}”. /runbook shows what there is.`
            : `What may be meant by “${text}”:`,
        ),
      ),
    ),
  );
}

export function listBody(text: string): KnownBlock[] {
  return blocks(paragraph(line(words(text))));
}

function parameterLines(parameters: Parameters): KnownBlock | null {
  const all = Object.values(parameters);
  return all.length === 0
    ? null
    : bullets(all.map((parameter) => [code(askedFor(parameter)), words(` ${parameter.label}`)]));
}
