/** What there is to press on an incident's card: the step at hand, at most two things beside it, the rest in a menu. */
import type { ActionsBlock, Button } from '@slack/types';
import type { Incident, ResponseStep } from '../src/incident/state.ts';
import { ACTION, MENU } from './action-ids.ts';
import { actions, button, overflow } from './kit.ts';

const STEP_LABELS = {
  acknowledged: 'Acknowledge',
  assessed: 'Assess',
  investigating: 'Investigate',
  mitigated: 'Mitigate',
  resolved: 'Resolve',
  closed: 'Close',
} as const satisfies { [step in ResponseStep]: string };

export type Controls = {
  /** Null: it is closed. */
  readonly nextStep: ResponseStep | null;
  /** Nothing is written yet, and it has to be before it is closed. */
  readonly owesPostmortem: boolean;
};

export function incidentControls(incident: Incident, { nextStep, owesPostmortem }: Controls): ActionsBlock {
  return nextStep === null || nextStep === 'closed'
    ? afterwards(incident, nextStep, owesPostmortem)
    : meanwhile(incident, nextStep);
}

function meanwhile(
  { id, status, commander }: Incident,
  nextStep: Exclude<ResponseStep, 'closed'>,
): ActionsBlock {
  const emphasis = status === 'open' ? ({ style: 'primary' } as const) : {};
  return actions(
    button(STEP_LABELS[nextStep], nextStep === 'resolved' ? ACTION.incidentResolve : ACTION.incidentStep, {
      value: `${id}|${nextStep}`,
      ...emphasis,
    }),
    button('Run checks', ACTION.runChecks, { value: id }),
    button('Request action', ACTION.requestAction, { value: id }),
    menuOf(id, [
      ['Add note', MENU.addNote],
      commander === null ? ['Take command', MENU.takeCommand] : ['Join or hand over', MENU.roles],
      ['Change severity', MENU.changeSeverity],
      ...(nextStep === 'resolved' ? [] : [['Resolve', MENU.resolve] as const]),
      ['Run one check', MENU.runOneCheck],
      // Of five there is room for it once Resolve is a button; before that, the form of the roles has it.
      ...(nextStep === 'resolved' ? [['Alert somebody', MENU.alert] as const] : []),
    ]),
  );
}

/** The post-mortem is the step at hand where it is owed; closing it without is refused with the reason. */
function afterwards(
  { id, canvas: kept }: Incident,
  nextStep: 'closed' | null,
  isOwed: boolean,
): ActionsBlock {
  const look = (isFirst: boolean) => ({ value: id, ...(isFirst ? ({ style: 'primary' } as const) : {}) });
  const write = button('Post-mortem', ACTION.postmortem, look(isOwed));
  const close = button(STEP_LABELS.closed, ACTION.incidentClose, look(!isOwed));
  const canvas = button(kept === undefined ? 'Make canvas' : 'Update canvas', ACTION.postmortemCanvas, {
    value: id,
  });
  const shown: Button[] = nextStep === null ? [write] : isOwed ? [write, close] : [close, write];
  return actions(
    ...shown,
    canvas,
    menuOf(id, [
      ['Add note', MENU.addNote],
      ['Timeline', MENU.timeline],
      ['Post-mortem as a file', MENU.postmortemFile],
      ['Alert somebody', MENU.alert],
      ['Reopen', MENU.reopen],
    ]),
  );
}

function menuOf(id: string, options: readonly (readonly [label: string, value: string])[]) {
  return overflow(
    ACTION.incidentMenu,
    options.map(([label, value]) => ({ label, value: `${value}|${id}` })),
  );
}
