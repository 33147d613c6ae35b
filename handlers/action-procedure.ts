/** The steps of a procedure: the buttons of the one at hand, the menus of the others, and what is for all of it. */
import { STEP_MENU } from '../blocks/action-ids.ts';
import { abortModal, fillStepModal, rollBackModal, skipStepModal } from '../blocks/procedure-modals.ts';
import { PROCEDURE_REFUSALS } from '../blocks/refusals.ts';
import { AppError } from '../src/errors.ts';
import type { Asker } from '../src/incident/service.ts';
import { commandOf, withFields } from '../src/procedure/fields.ts';
import type { ProcedureAnswer, ProcedureService } from '../src/procedure/service.ts';
import { type Procedure, type ProcedureStep, stepsOf } from '../src/procedure/state.ts';
import { fillable } from '../src/runbook/filling.ts';
import { answerPress, procedureWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { modalOpener } from './open-modal.ts';
import { type Pressed, pressed, procedureIn } from './pressed.ts';
import { askerOf } from './request.ts';
import { openForm } from './request-form.ts';

type Pressing = (deps: HandlerDeps) => (args: PressArgs) => Promise<void>;
type Change = (service: ProcedureService, asker: Asker, id: string, step: string) => Promise<ProcedureAnswer>;

/** In a menu's option what is chosen stands before the procedure and the step. */
function carriedBy({ value }: Pressed): { readonly id: string; readonly step: string } {
  const [id, step = ''] = value[0]?.startsWith('PRC-') === true ? value : value.slice(1);
  return { id: procedureIn(id), step };
}

const changing =
  (change: Change): Pressing =>
  (deps) =>
  async (args) => {
    await args.ack();
    await changeStep(deps, args, change);
  };

async function changeStep({ procedures }: HandlerDeps, args: PressArgs, change: Change): Promise<void> {
  const { body, action, context, respond } = args;
  const press = pressed(body, action);
  const { id, step } = carriedBy(press);
  const answer = await change(procedures, askerOf(context, press.userId), id, step);
  await answerPress(respond, threadOf(body), procedureWords(answer));
}

export const stepDone = changing((service, asker, id, step) => service.tick(asker, id, step));
export const tellContact = changing((service, asker, id, step) => service.tell(asker, id, step));

/** Run looks by the check, begins the watch, or opens the form of the action: sending that is what asks for it. */
export const runStep: Pressing = (deps) => async (args) => {
  await args.ack();
  const press = pressed(args.body, args.action);
  const { procedure, step } = await stepOf(deps, press);
  if (step.does.kind === 'action') return askFor(deps, args, { press, procedure, step });
  await changeStep(deps, args, (service, asker, id, about) => service.runCheck(asker, id, about));
};

type Asking = {
  readonly press: Pressed;
  readonly procedure: Procedure;
  readonly step: ProcedureStep;
};

async function askFor(
  deps: HandlerDeps,
  { body, client, respond }: PressArgs,
  asking: Asking,
): Promise<void> {
  const { press, procedure, step } = asking;
  const refusal = await deps.procedures.whyNotAsked(press.userId, procedure.id, step.id);
  if (refusal !== null) return answerPress(respond, threadOf(body), PROCEDURE_REFUSALS[refusal]);
  const run = step.does.kind === 'action' ? step.does.run : null;
  const known = run === null ? undefined : deps.runbook.actions[run.id];
  if (run === null || known === undefined)
    throw new AppError('not_found', 'The runbook has no such action any more.');
  const origin = { kind: 'procedure', id: procedure.id, part: step.id } as const;
  const form = {
    origin,
    action: known,
    ...fillable(known.parameters, withFields(run.with, procedure.fields)),
    why: null,
    undoOf: null,
  };
  await openForm(deps, modalOpener(deps, client, press.triggerId), form);
}

/** Leaving out takes a reason: the modal asks for it. */
export const openSkipStep: Pressing = (deps) => async (args) => {
  await args.ack();
  const press = pressed(args.body, args.action);
  const { procedure, step } = await stepOf(deps, press);
  await open(deps, args, press, skipStepModal(procedure.id, step.id, step.text));
};

export const openFillStep: Pressing = (deps) => async (args) => {
  await args.ack();
  const press = pressed(args.body, args.action);
  const { procedure, step } = await stepOf(deps, press);
  const field = step.does.kind === 'fill' ? procedure.fields[step.does.field] : undefined;
  await open(deps, args, press, fillStepModal(procedure.id, step.id, field?.label ?? step.text));
};

export const openRollBack: Pressing = (deps) => async (args) => {
  await args.ack();
  const press = pressed(args.body, args.action);
  const { id, title } = await deps.procedures.find(carriedBy(press).id);
  await open(deps, args, press, rollBackModal(id, title));
};

const openAbort: Pressing = (deps) => async (args) => {
  await args.ack();
  const press = pressed(args.body, args.action);
  const { id, title } = await deps.procedures.find(carriedBy(press).id);
  await open(deps, args, press, abortModal(id, title));
};

async function open(
  deps: HandlerDeps,
  { client }: PressArgs,
  { triggerId }: Pressed,
  view: ReturnType<typeof abortModal>,
): Promise<void> {
  await modalOpener(deps, client, triggerId)(view);
}

/** The card does not say how it is done of a step that is not at hand. */
const tellHow: Pressing =
  (deps) =>
  async ({ ack, body, action, respond }) => {
    await ack();
    const press = pressed(body, action);
    await deps.procedures.admit(press.userId);
    const { procedure, step } = await stepOf(deps, press);
    await answerPress(respond, threadOf(body), howWords(step, commandOf(step, procedure.fields)));
  };

function howWords({ text, how, links, does }: ProcedureStep, command: string | null): string {
  const settledBy = {
    tick: 'Whoever did it presses Done.',
    check:
      does.kind === 'check' && does.look
        ? 'Run looks at it by a check; whatever it finds is to be read.'
        : 'Run looks at it by a check, and only a pass settles it.',
    action: 'Run opens a request, which somebody else approves; only its success settles it.',
    tell: 'The button names the contact in a new message.',
    fill: 'Fill in asks for it.',
    watch: 'Run begins the watch; it is settled when its time is over and no look of its check failed.',
    undo: 'It is settled when everything that was changed here is undone.',
  }[does.kind];
  const named = links.map(({ title, url }) => `${title}: ${url}`);
  return [
    `${text}:`,
    ...(how === null ? [] : [how]),
    ...(command === null ? [] : [`Run ${command}.`]),
    settledBy,
    'Skip leaves it out, with a reason.',
    ...named,
  ].join(' ');
}

export const stepMenu: Pressing = (deps) => {
  const choices = new Map<string, (args: PressArgs) => Promise<void>>([
    [STEP_MENU.run, runStep(deps)],
    [STEP_MENU.done, stepDone(deps)],
    [STEP_MENU.skip, openSkipStep(deps)],
    [STEP_MENU.tell, tellContact(deps)],
    [STEP_MENU.fill, openFillStep(deps)],
    [STEP_MENU.how, tellHow(deps)],
    [STEP_MENU.abort, openAbort(deps)],
    [STEP_MENU.rollBack, openRollBack(deps)],
  ]);
  return async (args) => {
    const choice = choices.get(pressed(args.body, args.action).value[0] ?? '');
    if (choice === undefined) throw new AppError('invalid', 'This menu is of another version of the bot.');
    await choice(args);
  };
};

async function stepOf({ procedures }: HandlerDeps, press: Pressed) {
  const { id, step } = carriedBy(press);
  const procedure = await procedures.find(id);
  const found = stepsOf(procedure).find((candidate) => candidate.id === step);
  if (found === undefined)
    throw new AppError('not_found', `${id} has no such step. Its card shows what there is.`);
  return { procedure, step: found };
}
