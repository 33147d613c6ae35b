/** Every modal and every message with something to press, with the longest that may come into each. */
import type { ModalView } from '@slack/types';
import { ACTION } from '../../blocks/action-ids.ts';
import { alertModal } from '../../blocks/alert-modal.ts';
import { type ApprovalCardData, approvalCard } from '../../blocks/approval-card.ts';
import { settleBoxModal } from '../../blocks/box-modal.ts';
import { checkModal, chooseCheckModal } from '../../blocks/check-modal.ts';
import { checkReport } from '../../blocks/check-report.ts';
import { declareModal, looksLikeAnswer } from '../../blocks/declare-modal.ts';
import { incidentCard } from '../../blocks/incident-card.ts';
import { incidentPageModal } from '../../blocks/incident-pages.ts';
import { button } from '../../blocks/kit.ts';
import { lookModal } from '../../blocks/look-report.ts';
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
import { abortModal, fillStepModal, rollBackModal, skipStepModal } from '../../blocks/procedure-modals.ts';
import { chooseActionModal, noticeModal, requestModal } from '../../blocks/request-modal.ts';
import { reviewModal } from '../../blocks/review-modal.ts';
import { rolesModal } from '../../blocks/roles.ts';
import { pageModal } from '../../blocks/runbook-page.ts';
import { statisticsMessage } from '../../blocks/statistics.ts';
import { timelinePage } from '../../blocks/timeline.ts';
import { statementStates } from '../../src/approval/list.ts';
import type { Approval } from '../../src/approval/state.ts';
import { REPORT_LEADS_MAX } from '../../src/check/report.ts';
import { LISTED_MAX } from '../../src/incident/listed.ts';
import { ACTION_ITEMS_MAX, needsPostmortem } from '../../src/incident/postmortem.ts';
import { RESPONDERS_MAX, type Roles, rolesOf } from '../../src/incident/roles.ts';
import type { Incident } from '../../src/incident/state.ts';
import { nextStep } from '../../src/incident/state.ts';
import type { Timeline } from '../../src/incident/timeline.ts';
import { drawChecklist, drawProcedure } from '../../src/pictures.ts';
import type { Does } from '../../src/procedure/state.ts';
import { boxed } from '../approval/box-fixtures.ts';
import { glassBroken, REACHED, reached } from '../approval/fixtures.ts';
import { restoreAction } from '../approval/ports.ts';
import { numbers } from '../blocks/numbers.ts';
import { opened, task, WITH_CHECK } from '../checklist/fixtures.ts';
import { AT_MS, after, declared, MARIA, report } from '../incident/fixtures.ts';
import { aborted, begun, CHECK, after as procedureAfter, task as step } from '../procedure/fixtures.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';

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

/** What was given for a while, and cannot be seen any more. */
function overdueBox(): Approval {
  const approval = boxed();
  const looked = { atMs: AT_MS, count: 9, sentence: hostile, seen: 'could_not_see' } as const;
  return approval.box === undefined ? approval : { ...approval, box: { ...approval.box, alarms: 2, looked } };
}

function review(approval: Approval): ModalView {
  const { prepared } = approval;
  if (prepared === null) throw new Error('Nothing is measured.');
  return reviewModal({ approval, prepared, ...SEATED, card: press, reader: 'U0DAVID', against: null });
}

const origin = { kind: 'incident', id: 'INC-1' } as const;

/** Every modal, with the longest that may come into it. */
export const MODALS: { readonly [name: string]: ModalView } = {
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
  'post-mortem': postmortemModal(declared({ id: 'INC-9999999999', title: hostile }), 1),
  'post-mortem again': postmortemModal(documented(), 1),
  note: noteModal('INC-9999999999', hostile),
  'add a message': addMessageModal(
    { channel: 'C0INC', ts: press.ts, atMs: AT_MS, author: null, text: hostile },
    { incidents: Array.from({ length: 90 }, () => declared({ title: hostile })), isCut: true },
  ),
  reject: rejectModal(press),
  review: review(reached('pending')),
  'review of a long statement': review(tooLong(reached('pending'))),
  'was applied': settleModal(press, true, hostile),
  'was not applied': settleModal(press, false, ''),
  'it is gone': settleBoxModal({ ...press, revision: boxed().revision }, overdueBox()),
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
  'skip a step': skipStepModal('PRC-9999999999', 's'.repeat(60), hostile),
  'fill in': fillStepModal('PRC-9999999999', 's'.repeat(60), hostile),
  abort: abortModal('PRC-9999999999', hostile),
  'roll back': rollBackModal('PRC-9999999999', hostile),
  alert: alertModal('INC-9999999999', [{ id: 'security-team', title: hostile }]),
  'check outside of incidents': checkModal({ incident: null, check, filled: {} }),
  'page of the runbook': pageModal(
    {
      body: [],
      groups: [{ title: hostile, links: [{ label: hostile, to: `check|${'i'.repeat(60)}` }] }],
      buttons: [
        button('Run', ACTION.runbookRun, { value: 'row-count' }),
        button('Start', ACTION.runbookStart, { value: 'deploy' }),
      ],
    },
    Array.from({ length: 10 }, (_, index) => `check|${'i'.repeat(60 + index)}`),
  ),
  'page of an action': pageModal(
    {
      body: [],
      groups: [],
      buttons: [button('Request for INC-1', ACTION.runbookRequest, { value: 'INC-1|restore' })],
    },
    ['home', 'action|restore'],
  ),
  'found outside of incidents': lookModal({
    report: { ...report('row-count'), sentence: hostile },
    leads: [hostile],
    by: null,
  }),
  'page of open incidents': incidentPageModal({
    list: 'open',
    listed: Array.from({ length: LISTED_MAX }, () => ({
      incident: declared({ title: hostile }),
      link: null,
    })),
    total: 1_200,
    page: 2,
    pages: 120,
  }),
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
export const CHECKLISTS = [
  [task('a', WITH_CHECK), task('b', WITH_CHECK)],
  [task('a'), task('b')],
].map((tasks) => drawChecklist(opened({ tasks })));

/** Each kind of step at hand, then all of them beside it, and one that is over. */
export const PROCEDURES = ((kinds: readonly Does[]) => [
  ...kinds.map((does) => [step('one', does)]),
  kinds.map((does, index) => step(`step-${index}`, does)),
])([
  CHECK,
  { kind: 'tick', confirms: null },
  { kind: 'tell', contact: 'lead', title: 'Lead' },
  { kind: 'fill', field: 'ticket' },
  CHECK,
])
  .map((tasks) => begun({ phases: [{ title: 'Phase', need: 'all', tasks }] }))
  .flatMap((procedure) => [procedure, procedureAfter(procedure, aborted)])
  .map(drawProcedure);

const cardOf = (approval: Approval, canNoLongerRun: boolean): ApprovalCardData => ({
  approval,
  canNoLongerRun,
  undoable: true,
  nobodyCan: false,
  turn: approval.groups,
  statements: statementStates(approval),
});

const called = { contact: 'on-call', told: { kind: 'user', id: MARIA }, pages: false } as const;
const NUDGE = attentionNote(declared(), { type: 'called', called, isLate: false }, AT_MS + 1) ?? {
  text: '',
  blocks: [],
};

export const CARDS = [
  NUDGE,
  reminderNote(documented(), { postmortem: true, items: [1, 2] }) ?? { text: '', blocks: [] },
  looksLikeAnswer(declared(), { channel: 'C0INC', ts: '1767582000.000100' }),
  // With a page before it and one behind it.
  timelinePage(declared(), longTimeline(), 2),
  statisticsMessage(numbers(), () => hostile),
  checkReport({ of: 'INC-1', seq: 3, leads: LEADS }, report('row-count')),
  checkReport({ of: 'INC-1', seq: 3, leads: LEADS.slice(1), alert: hostile }, report('row-count')),
  ...CHECKLISTS,
  ...PROCEDURES,
  approvalCard(cardOf(tooLong(reached('pending')), false)),
  ...REACHED.map((state) => approvalCard(cardOf(reached(state), true))),
  approvalCard(cardOf(glassBroken(), true)),
  approvalCard(cardOf(boxed(), true)),
  approvalCard(cardOf(overdueBox(), true)),
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
