/** Every id by which Slack can answer is drawn somewhere, and listened for somewhere, and both are the same. */
import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { ACTION, INPUT, ITEM_MENU, MENU, SHORTCUT, VIEW } from '../../blocks/action-ids.ts';
import { type ApprovalCardData, approvalCard } from '../../blocks/approval-card.ts';
import { checkModal, chooseCheckModal } from '../../blocks/check-modal.ts';
import { checkReport } from '../../blocks/check-report.ts';
import { declareModal, looksLikeAnswer } from '../../blocks/declare-modal.ts';
import { homeView } from '../../blocks/home.ts';
import { incidentCard } from '../../blocks/incident-card.ts';
import { addMessageModal } from '../../blocks/message-preview.ts';
import {
  rejectModal,
  reopenModal,
  resolveModal,
  settleModal,
  severityModal,
  skipModal,
} from '../../blocks/modals.ts';
import { noteModal } from '../../blocks/note-modal.ts';
import { attentionNote } from '../../blocks/nudge-note.ts';
import { withRecent } from '../../blocks/parameter-inputs.ts';
import { postmortemModal } from '../../blocks/postmortem-modal.ts';
import { reminderNote } from '../../blocks/postmortem-note.ts';
import { chooseActionModal, noticeModal, requestModal } from '../../blocks/request-modal.ts';
import { reviewModal } from '../../blocks/review-modal.ts';
import { rolesModal } from '../../blocks/roles.ts';
import { timelinePage } from '../../blocks/timeline.ts';
import { itemMenu } from '../../handlers/action-checklist.ts';
import { incidentMenu } from '../../handlers/action-incident-menu.ts';
import type { PressArgs } from '../../handlers/args.ts';
import type { HandlerDeps } from '../../handlers/deps.ts';
import { SUBCOMMANDS } from '../../handlers/incident-grammar.ts';
import { COMMANDS, EVENTS, registerHandlers } from '../../handlers/index.ts';
import { checkView } from '../../sandbox/slack/blocks-surface.ts';
import { statementStates } from '../../src/approval/list.ts';
import type { Approval } from '../../src/approval/state.ts';
import { REPORT_LEADS_MAX } from '../../src/check/report.ts';
import { AppError } from '../../src/errors.ts';
import { ACTION_ITEMS_MAX, needsPostmortem } from '../../src/incident/postmortem.ts';
import { RESPONDERS_MAX, type Roles, rolesOf } from '../../src/incident/roles.ts';
import type { Incident } from '../../src/incident/state.ts';
import { nextStep } from '../../src/incident/state.ts';
import type { Timeline } from '../../src/incident/timeline.ts';
import { drawChecklist } from '../../src/pictures.ts';
import { boxed } from '../approval/box-fixtures.ts';
import { glassBroken, REACHED, reached } from '../approval/fixtures.ts';
import { restoreAction } from '../approval/ports.ts';
import { actionIds, elements } from '../blocks/look.ts';
import { opened, task, WITH_CHECK } from '../checklist/fixtures.ts';
import { FULL } from '../home/pages.ts';
import { AT_MS, after, declared, MARIA, report } from '../incident/fixtures.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';

type Listened = string | RegExp;

function registered() {
  const commands: Listened[] = [];
  const events: Listened[] = [];
  const actions: Listened[] = [];
  const views: Listened[] = [];
  const shortcuts: Listened[] = [];
  const app = {
    use: () => undefined,
    event: (name: Listened) => void events.push(name),
    command: (name: Listened) => void commands.push(name),
    action: (id: Listened) => void actions.push(id),
    view: (id: Listened) => void views.push(id),
    shortcut: (id: Listened) => void shortcuts.push(id),
  };
  registerHandlers(app as unknown as App, {} as HandlerDeps, () => 0);
  return { commands, events, actions, views, shortcuts };
}

const hears = (listened: readonly Listened[], id: string): boolean =>
  listened.some((one) => (typeof one === 'string' ? one === id : one.test(id)));

const press = {
  id: 'APR-7',
  revision: 3,
  fingerprint: 'f'.repeat(64),
  channel: 'C0INC',
  ts: '1767582000.000100',
};
const severities = [{ id: 'P1', name: 'High', meaning: 'Broken', respond: '1 h' }] as const;
const hostile = `<!channel>${'x'.repeat(3_001)}`;
const action = restoreAction();
const check = present(runbookOf(parsed(SMALL)).checks['row-count']);

function tooLong(approval: Approval): Approval {
  const { prepared } = approval;
  return {
    ...approval,
    prepared: prepared && { ...prepared, bill: { ...prepared.bill, text: 'S'.repeat(2_501) } },
  };
}

const SEATED = { nobodyCan: false, turn: [] };

function review(approval: Approval): ModalView {
  const { prepared } = approval;
  if (prepared === null) throw new Error('Nothing is measured.');
  return reviewModal({ approval, prepared, ...SEATED, card: press, reader: 'U0DAVID', against: null });
}

const origin = { kind: 'incident', id: 'INC-1' } as const;

/** Every modal, with the longest that may come into it. */
const MODALS: { readonly [name: string]: ModalView } = {
  declare: declareModal({ severities, areas: [{ id: 'pipes', title: hostile }], title: hostile }),
  'declare without areas': declareModal({ severities, areas: [] }),
  'declare what looks like another': declareModal({
    severities,
    areas: [{ id: 'pipes', title: 'Pipes' }],
    title: hostile,
    severity: 'P1',
    area: 'pipes',
    affected: hostile,
    message: { channel: 'C0INC', ts: '1767582000.000100', atMs: AT_MS, author: MARIA, text: hostile },
    like: declared({ title: hostile }),
    open: [1, 2, 3, 4].map(() => declared({ title: hostile })),
  }),
  severity: severityModal('INC-9999999999', 'P1', severities),
  resolve: resolveModal('INC-9999999999', hostile),
  roles: rolesModal(declared({ id: 'INC-9999999999' }), crowd()),
  reopen: reopenModal('INC-9999999999', hostile),
  'post-mortem': postmortemModal(declared({ id: 'INC-9999999999', title: hostile })),
  'post-mortem again': postmortemModal(documented()),
  note: noteModal('INC-9999999999', hostile),
  'add a message': addMessageModal(
    { channel: 'C0INC', ts: press.ts, atMs: AT_MS, author: null, text: hostile },
    Array.from({ length: 45 }, () => declared({ title: hostile })),
  ),
  reject: rejectModal(press),
  review: review(reached('pending')),
  'review of a long statement': review(tooLong(reached('pending'))),
  'was applied': settleModal(press, true, hostile),
  'was not applied': settleModal(press, false, ''),
  skip: skipModal('CHK-9999999999', 'i'.repeat(60), hostile),
  request: requestModal({
    origin: { kind: 'checklist', id: 'CHK-9999999999', part: 'i'.repeat(60) },
    action,
    filled: {},
    why: null,
    undoOf: null,
  }),
  undo: requestModal({
    origin,
    action: { ...action, title: hostile },
    filled: { table: 'c.s.t', version: '24' },
    why: hostile,
    undoOf: 'APR-7',
  }),
  recent: withRecent(requestModal({ origin, action, filled: {}, why: null, undoOf: null }), {
    version: [hostile, ''],
  }),
  suggested: requestModal({
    origin,
    action,
    filled: { version: '24' },
    from: hostile,
    leftOut: { table: hostile, version: '' },
    why: null,
    undoOf: null,
  }),
  choose: chooseActionModal('INC-9999999999', [
    { action, suggestedBy: null },
    { action: { ...action, id: 'other', title: hostile }, suggestedBy: hostile },
  ]),
  check: checkModal({
    incident: 'INC-9999999999',
    check,
    filled: { least: '3' },
    from: hostile,
    leftOut: { table: hostile },
    usual: { least: hostile },
  }),
  'check that asks for nothing': checkModal({
    incident: 'INC-1',
    check: { ...check, parameters: {} },
    filled: {},
  }),
  'choose a check': chooseCheckModal('INC-9999999999', [
    { title: hostile, checks: [check, { ...check, id: 'other', title: hostile }] },
    { title: 'Nothing', checks: [] },
  ]),
  notice: noticeModal('A title that is longer than twenty-four characters', hostile),
};

/** With as many things to do as there may be, each as long as it may be. */
function documented(): Incident {
  const item = { text: hostile.slice(0, 200), owner: MARIA, dueAtMs: AT_MS };
  const written = { type: 'postmortem_written', by: MARIA, impact: hostile, factors: hostile, item } as const;
  const items = Array.from({ length: ACTION_ITEMS_MAX }, () => [written, AT_MS] as const);
  return after(incidentIn('resolved'), ...items);
}

/** As many as there may be. */
function crowd(): Roles {
  const responders = Array.from({ length: RESPONDERS_MAX }, (_, index) => `U0RESPONDER${index}`);
  return { scribe: MARIA, communications: MARIA, responders };
}

function incidentIn(status: 'open' | 'mitigated' | 'resolved'): Incident {
  if (status === 'open') return declared();
  if (status === 'mitigated')
    return after(declared(), [{ type: 'advanced', to: 'mitigated', by: MARIA }, AT_MS]);
  return after(declared(), [{ type: 'resolved', by: MARIA, summary: 'Done.' }, AT_MS]);
}

function longTimeline(): Timeline {
  const event = { type: 'joined', by: MARIA } as const;
  const items = Array.from({ length: 60 }, (_, seq) => ({
    of: 'incident' as const,
    id: 'INC-1',
    seq,
    atMs: AT_MS + seq,
    event,
  }));
  return { items, isCut: true };
}

const LEADS = Array.from({ length: REPORT_LEADS_MAX }, (_, index) => `Lead ${index}`);

/** At hand is an item that a check looks at, or none that has one. */
const CHECKLISTS = [
  [task('a', WITH_CHECK), task('b', WITH_CHECK)],
  [task('a'), task('b')],
].map((tasks) => drawChecklist(opened({ tasks })));

const cardOf = (approval: Approval, canNoLongerRun: boolean): ApprovalCardData => ({
  approval,
  canNoLongerRun,
  undoable: true,
  nobodyCan: false,
  turn: approval.groups,
  statements: statementStates(approval),
});

const called = { contact: 'on-call', told: { kind: 'user', id: MARIA }, pages: false } as const;
const NUDGE = attentionNote(declared(), { type: 'called', called, isLate: false }) ?? {
  text: '',
  blocks: [],
};

const CARDS = [
  NUDGE,
  reminderNote(documented(), { postmortem: true, items: [1, 2] }) ?? { text: '', blocks: [] },
  looksLikeAnswer(declared(), { channel: 'C0INC', ts: '1767582000.000100' }),
  // With a page before it and one behind it.
  timelinePage(declared(), longTimeline(), 2),
  checkReport({ incident: 'INC-1', seq: 3, leads: LEADS }, report('row-count')),
  ...CHECKLISTS,
  approvalCard(cardOf(tooLong(reached('pending')), false)),
  ...REACHED.map((state) => approvalCard(cardOf(reached(state), true))),
  approvalCard(cardOf(glassBroken(), true)),
  approvalCard(cardOf(boxed(), true)),
  ...[
    incidentIn('open'),
    { ...incidentIn('open'), commander: MARIA },
    incidentIn('mitigated'),
    incidentIn('resolved'),
  ].map((incident) => {
    return incidentCard({
      incident,
      meaning: '',
      areaTitle: null,
      checks: [],
      nextStep: nextStep(incident),
      owesPostmortem: needsPostmortem(incident),
      roles: rolesOf(incident),
    });
  }),
];

describe('the routing table', () => {
  test('listens for every command, every event, every action and every view of the registry, each once', () => {
    const { commands, events, actions, views, shortcuts } = registered();
    expect(shortcuts.map(String).toSorted()).toEqual(Object.values(SHORTCUT).toSorted());
    expect(events).toEqual(Object.keys(EVENTS));
    expect(commands).toEqual(Object.keys(COMMANDS));
    const named = actions.filter((one) => typeof one === 'string');
    expect(named.toSorted()).toEqual(Object.values(ACTION).toSorted());
    expect(views.map(String).toSorted()).toEqual(Object.values(VIEW).toSorted());
    expect(new Set([...named, ...views]).size).toBe(named.length + views.length);
  });

  test('no id is another’s: a pattern that hears inputs hears no button', () => {
    const patterns = registered().actions.filter((one) => typeof one !== 'string');
    for (const id of Object.values(ACTION)) expect(hears(patterns, id)).toBe(false);
  });

  test('every button and menu that is drawn is heard, and every action that is heard is drawn', () => {
    const { actions } = registered();
    const drawn = new Set([
      ...CARDS.flatMap(({ blocks }) => actionIds(blocks)),
      ...actionIds(homeView(FULL).blocks),
      ...Object.values(MODALS).flatMap(({ blocks }) =>
        elements(blocks)
          .filter((node) => node['type'] === 'actions' || node['dispatch_action'] === true)
          .flatMap(actionIds),
      ),
    ]);
    expect([...drawn].filter((id) => !hears(actions, id))).toEqual([]);
    expect(Object.values(ACTION).filter((id) => !drawn.has(id))).toEqual([]);
  });

  test('every view that can be sent is heard, and its inputs are named as they are read', () => {
    const { views } = registered();
    const inputs: readonly string[] = Object.values(INPUT).filter((name) => !name.endsWith('.'));
    for (const view of Object.values(MODALS).filter(({ submit }) => submit !== undefined)) {
      expect(hears(views, view.callback_id ?? '')).toBe(true);
      for (const block of view.blocks.filter(({ type }) => type === 'input')) {
        const id = block.block_id ?? '';
        expect(actionIds(block)).toEqual([id]);
        expect(inputs.includes(id) || id.startsWith(INPUT.parameterPrefix)).toBe(true);
      }
    }
  });
});

test.each(Object.entries(MODALS))('the modal “%s” is one that Slack takes', (_name, view) => {
  expect(checkView(view, 'modal')).toBeNull();
});

describe.each([
  ['an incident', incidentMenu, CARDS.slice(-4), MENU, 'INC-1'],
  ['an item of a checklist', itemMenu, CHECKLISTS, ITEM_MENU, 'CHK-1|a'],
] as const)('the overflow menu of %s', (_name, menu, cards, choices, subject) => {
  const deps = { incidents: {}, checklists: {}, log: {} } as HandlerDeps;
  const body = { user: { id: MARIA }, container: { type: 'message' }, trigger_id: '1' };
  const choose = (value: string) =>
    menu(deps)({
      body,
      action: { selected_option: { value } },
      ack: () => Promise.reject(new Error('chosen')),
    } as unknown as PressArgs);

  test('knows every choice that the card offers', async () => {
    const offered = cards
      .flatMap(({ blocks }) => elements(blocks))
      .filter((node) => node['type'] === 'overflow')
      .flatMap((node) => (node['options'] as { value: string }[]).map(({ value }) => value));
    expect(new Set(offered.map((value) => value.split('|')[0]))).toEqual(new Set(Object.values(choices)));
    for (const value of offered) await expect(choose(value)).rejects.toThrow('chosen');
  });

  test.each(['nonsense', 'constructor', '__proto__', 'toString', ''])(
    '“%s” is told to be of another version',
    async (choice) => {
      await expect(choose(`${choice}|${subject}`)).rejects.toThrow(AppError);
    },
  );
});

test('help says something of every word, and no two words are the same', () => {
  const names = SUBCOMMANDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, usage, help } of SUBCOMMANDS) {
    expect(usage.toLowerCase().startsWith(name)).toBe(true);
    expect(help).toMatch(/\.$/);
  }
});
