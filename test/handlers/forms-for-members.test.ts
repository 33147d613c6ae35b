/** Every form that is opened by a press, before who is no full member: it says why not, and nothing was looked up for it. */
import { describe, expect, test } from 'vitest';
import { ACTION, APPROVAL_MENU, MENU, SHORTCUT, STEP_MENU } from '../../blocks/action-ids.ts';
import { waitingModal } from '../../handlers/answer-modal.ts';
import type { PressArgs } from '../../handlers/args.ts';
import type { HandlerDeps } from '../../handlers/deps.ts';
import { PRESSES, SHORTCUTS } from '../../handlers/index.ts';
import { refreshForm } from '../../handlers/request-form.ts';
import type { PersonFacts } from '../../src/approval/directory.ts';
import { type Asking, fullMember } from '../../src/approval/full-member.ts';
import { fakeDirectory, memberFacts } from '../approval/ports.ts';
import { opened as openedChecklist } from '../checklist/fixtures.ts';
import { MARIA } from '../incident/fixtures.ts';

const SOMEBODY = 'U0SOMEBODY';
const no = (changes: Partial<PersonFacts>) => memberFacts(SOMEBODY, { ...changes, isFullMember: false });
const NOBODY: readonly (readonly [string, PersonFacts])[] = [
  ['a guest', no({ isRestricted: true })],
  ['somebody of another organisation', no({ isStranger: true, teamId: 'T0OTHER' })],
  ['a bot', no({ isBot: true })],
  ['somebody deactivated', no({ isDeleted: true })],
];

const REQUEST = 'APR-1|3|ffff';

/** What is pressed, by the words on it, and what the press carries. */
const FORMS: readonly (readonly [string, keyof typeof PRESSES | 'refresh', string])[] = [
  ['Request action', ACTION.requestAction, 'INC-1'],
  ['the choice of an action', ACTION.requestActionChoice, 'restore'],
  ['Run one check', ACTION.incidentMenu, `${MENU.runOneCheck}|INC-1`],
  ['the choice of a check', ACTION.checkChoice, 'row-count'],
  ['another table in a form', 'refresh', 'c.s.t'],
  ['Request action on what came to nothing', ACTION.again, REQUEST],
  ['Undo', ACTION.undo, REQUEST],
  ['Reject', ACTION.reject, REQUEST],
  ['Ask', ACTION.ask, REQUEST],
  ['Sign review', ACTION.sign, REQUEST],
  ['It was applied', ACTION.wasApplied, REQUEST],
  ['It was not applied', ACTION.wasNotApplied, REQUEST],
  ['It is gone', ACTION.settleBox, REQUEST],
  ['Break glass', ACTION.approvalMenu, `${APPROVAL_MENU.breakGlass}|${REQUEST}`],
  ['Skip, of an item', ACTION.checklistSkip, 'CHK-1|pipeline-status'],
  ['Skip, of a step', ACTION.procedureSkip, 'PRC-1|build'],
  ['Fill in', ACTION.procedureFill, 'PRC-1|build'],
  ['Roll back', ACTION.procedureRollBack, 'PRC-1|build'],
  ['Abort', ACTION.procedureMenu, `${STEP_MENU.abort}|PRC-1|build`],
  ['Alert', ACTION.incidentMenu, `${MENU.alert}|INC-1`],
  ['Alert, in the place of a form', ACTION.alert, 'INC-1'],
  ['Add note', ACTION.incidentMenu, `${MENU.addNote}|INC-1`],
  ['Change severity', ACTION.incidentMenu, `${MENU.changeSeverity}|INC-1`],
  ['Resolve', ACTION.incidentResolve, 'INC-1'],
  ['Reopen', ACTION.incidentMenu, `${MENU.reopen}|INC-1`],
  ['Post-mortem', ACTION.postmortem, 'INC-1'],
  ['Declare an incident, on Home', ACTION.declare, 'x'],
];

/** Whatever is asked of it is written down, and answered with nothing. */
function untouched(name: string, touched: string[]): object {
  return new Proxy(
    {},
    {
      get: (_target, key) => () => {
        touched.push(`${name}.${String(key)}`);
        throw new Error(`${name}.${String(key)} was looked up`);
      },
    },
  );
}

function before(facts: PersonFacts) {
  const touched: string[] = [];
  const directory = fakeDirectory();
  directory.people.set(SOMEBODY, facts);
  const admit = (asker: Asking) => fullMember(directory, asker);
  const admitting = (name: string, more: object = {}) =>
    new Proxy(
      { admit, ...more },
      {
        get: (target, key) =>
          Reflect.get(Reflect.has(target, key) ? target : untouched(name, touched), key) as unknown,
      },
    );
  // The journal says which form it is; none of it is shown.
  const found = { find: () => Promise.resolve(openedChecklist()) };
  const deps = {
    incidents: admitting('incidents'),
    approvals: untouched('approvals', touched),
    checklists: admitting('checklists', found),
    procedures: admitting('procedures'),
    runbook: {
      get actions() {
        return (touched.push('runbook.actions'), {});
      },
      get checks() {
        return (touched.push('runbook.checks'), {});
      },
    },
    recent: () => Promise.reject(new Error('the platform was read')),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as HandlerDeps;
  const shown: string[] = [];
  const show = ({ view }: { readonly view: object }) => {
    shown.push(JSON.stringify(view));
    return Promise.resolve({ view: { id: 'V1', hash: 'h' } });
  };
  const context = { requestKey: 'r1', replayed: false };
  const args = (value: string) =>
    ({
      ack: () => Promise.resolve(),
      respond: () => Promise.reject(new Error('It was answered beside the form.')),
      context,
      client: { views: { open: show, update: show } },
      action: { selected_option: { value } },
      body: {
        user: { id: SOMEBODY },
        trigger_id: 'T1',
        container: { type: 'message', channel_id: 'C0INC', message_ts: '1.2' },
        view: { id: 'V1', hash: 'h', private_metadata: '{"incident":"INC-1"}' },
      },
    }) as unknown as PressArgs;
  return { deps, args, shown, touched, context };
}

describe.each(NOBODY)('%s', (_who, facts) => {
  test.each(FORMS)('is told at %s whom it is for, and sees nothing', async (_label, id, value) => {
    const { deps, args, shown, touched, context } = before(facts);
    const listener = id === 'refresh' ? refreshForm(deps) : PRESSES[id](deps);
    await expect(listener(args(value))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('Only full members of this workspace') as string,
    });
    expect(touched).toEqual([]);
    for (const view of shown) expect(view).toContain('One moment…');
    // The error has a modal to turn into the reason.
    expect(waitingModal(context)).toBe('V1');
  });

  test.each([
    [SHORTCUT.declare, { type: 'shortcut' }],
    [
      SHORTCUT.declareFromMessage,
      {
        type: 'message_action',
        channel: { id: 'C0INC', name: 'inc' },
        message: { ts: '1767582000.000100', text: 'It is down', user: MARIA },
        message_ts: '1767582000.000100',
      },
    ],
  ] as const)('is told at the shortcut %s whom it is for', async (id, body) => {
    const { deps, args, shown, touched } = before(facts);
    const given = { ...args('x'), body: { ...body, trigger_id: 'T1', user: { id: SOMEBODY } } };
    await expect(SHORTCUTS[id](deps)(given as never)).rejects.toMatchObject({ code: 'refused' });
    expect(touched).toEqual([]);
    expect(shown.filter((view) => !view.includes('One moment…'))).toEqual([]);
  });
});
