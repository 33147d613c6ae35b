/** The routing table: everything that Slack can ask of the bot, and who answers. */
import type { App } from '@slack/bolt';
import { ACTION, INPUT, SHORTCUT, VIEW } from '../blocks/action-ids.ts';
import { alertFromReport, alertInstead, alertSent } from './action-alert.ts';
import { approvalMenu } from './action-approval-menu.ts';
import { chooseCheck } from './action-check.ts';
import { itemDone, itemMenu, openSkip, runItem, takeItem } from './action-checklist.ts';
import { decideNow, openAsk, openReject, openSettle, openSettleBox, openSign } from './action-decide.ts';
import { declareAnyway } from './action-declare-anyway.ts';
import { openDeclare, refreshHome } from './action-home.ts';
import {
  closePressed,
  itemDonePressed,
  openPostmortem,
  postmortemOnCanvas,
} from './action-incident-after.ts';
import { incidentMenu } from './action-incident-menu.ts';
import { openResolve } from './action-incident-resolve.ts';
import { incidentStep } from './action-incident-step.ts';
import { followLead } from './action-lead.ts';
import { openList, turnList } from './action-list.ts';
import {
  openFillStep,
  openRollBack,
  openSkipStep,
  runStep,
  stepDone,
  stepMenu,
  tellContact,
} from './action-procedure.ts';
import { chooseAction, openRequest, openUndo, requestAgain } from './action-request.ts';
import { openReviewPressed } from './action-review.ts';
import { joinPressed, takeCommand } from './action-roles.ts';
import { runChecks } from './action-run-checks.ts';
import { openPage, requestFromPage, runFromPage, startFromPage, toPageBefore } from './action-runbook.ts';
import { postChart } from './action-statistics.ts';
import { fileTimeline, turnPage } from './action-timeline.ts';
import type { PressArgs, SentArgs } from './args.ts';
import { incidentCommand } from './command-incident.ts';
import { runbookCommand } from './command-runbook.ts';
import type { HandlerDeps } from './deps.ts';
import { answerErrors } from './error.ts';
import { homeOpened } from './event-home.ts';
import { mentioned } from './event-mention.ts';
import { messageChanged } from './event-message.ts';
import { reactionAdded, reactionRemoved } from './event-reaction.ts';
import { redrawAfterPress } from './home-press.ts';
import { snoozePressed } from './incident-snooze.ts';
import { markReplays } from './replay.ts';
import { refreshForm } from './request-form.ts';
import { declareAnywhere, declareFromMessage } from './shortcut-declare.ts';
import { addToTimeline, type ShortcutArgs } from './shortcut-timeline.ts';
import { messageSent } from './view-add-message.ts';
import { checkSent } from './view-check.ts';
import { skipSent } from './view-checklist.ts';
import {
  boxSettlement,
  brokenGlass,
  decisionSent,
  question,
  rejection,
  reviewSent,
  settlement,
  signAgain,
  signature,
} from './view-decide.ts';
import { declareSent } from './view-declare.ts';
import { areaSent, resolveSent, severitySent } from './view-incident.ts';
import { postmortemSent, reopenSent } from './view-incident-after.ts';
import { lookSent } from './view-look.ts';
import { noteSent } from './view-note.ts';
import { abortSent, fillStepSent, rollBackSent, skipStepSent } from './view-procedure.ts';
import { requestSent } from './view-request.ts';
import { rolesSent } from './view-roles.ts';
import { turnAwayMalformed } from './well-formed.ts';

type Pressing = (deps: HandlerDeps) => (args: PressArgs) => Promise<void>;
type Choosing = (deps: HandlerDeps) => (args: ShortcutArgs) => Promise<void>;
type Sending = (deps: HandlerDeps) => (args: SentArgs) => Promise<void>;

export const COMMANDS = { '/incident': incidentCommand, '/runbook': runbookCommand } as const;

export const EVENTS = {
  app_mention: mentioned,
  app_home_opened: homeOpened,
  reaction_added: reactionAdded,
  reaction_removed: reactionRemoved,
  /** Of the channels that the bot is in, public and private. */
  message: messageChanged,
} as const;

export const SHORTCUTS: { readonly [id in (typeof SHORTCUT)[keyof typeof SHORTCUT]]: Choosing } = {
  [SHORTCUT.declare]: declareAnywhere,
  [SHORTCUT.declareFromMessage]: declareFromMessage,
  [SHORTCUT.addToTimeline]: addToTimeline,
};

export const PRESSES: { readonly [id in (typeof ACTION)[keyof typeof ACTION]]: Pressing } = {
  [ACTION.incidentStep]: incidentStep,
  [ACTION.incidentResolve]: openResolve,
  [ACTION.join]: joinPressed,
  [ACTION.takeCommand]: takeCommand,
  [ACTION.itemDone]: itemDonePressed,
  [ACTION.listOpen]: openList,
  [ACTION.listBack]: turnList,
  [ACTION.listNext]: turnList,
  [ACTION.timelineEarlier]: turnPage,
  [ACTION.timelineLater]: turnPage,
  [ACTION.timelineFile]: fileTimeline,
  [ACTION.statisticsChart]: postChart,
  [ACTION.incidentClose]: closePressed,
  [ACTION.postmortem]: openPostmortem,
  [ACTION.postmortemCanvas]: postmortemOnCanvas,
  [ACTION.snooze]: snoozePressed,
  [ACTION.incidentMenu]: incidentMenu,
  [ACTION.runChecks]: runChecks,
  [ACTION.requestAction]: openRequest,
  [ACTION.requestActionChoice]: chooseAction,
  [ACTION.checkChoice]: chooseCheck,
  [ACTION.leadFirst]: followLead,
  [ACTION.leadSecond]: followLead,
  [ACTION.leadThird]: followLead,
  [ACTION.leadMore]: followLead,
  [ACTION.leadAlert]: alertFromReport,
  [ACTION.alert]: alertInstead,
  [ACTION.approve]: decideNow({ act: 'approve', comment: null }),
  [ACTION.review]: openReviewPressed,
  [ACTION.cancel]: decideNow({ act: 'cancel' }),
  [ACTION.cancelRun]: decideNow({ act: 'cancel_run' }),
  [ACTION.endBox]: decideNow({ act: 'end_box' }),
  [ACTION.settleBox]: openSettleBox,
  [ACTION.reject]: openReject,
  [ACTION.ask]: openAsk,
  [ACTION.sign]: openSign,
  [ACTION.approvalMenu]: approvalMenu,
  [ACTION.wasApplied]: openSettle(true),
  [ACTION.wasNotApplied]: openSettle(false),
  [ACTION.declare]: openDeclare,
  [ACTION.declareAnyway]: declareAnyway,
  [ACTION.refreshHome]: refreshHome,
  [ACTION.undo]: openUndo,
  [ACTION.again]: requestAgain,
  [ACTION.checklistTake]: takeItem,
  [ACTION.checklistDone]: itemDone,
  [ACTION.checklistRun]: runItem,
  [ACTION.checklistSkip]: openSkip,
  [ACTION.checklistMenu]: itemMenu,
  [ACTION.procedureDone]: stepDone,
  [ACTION.procedureRun]: runStep,
  [ACTION.procedureSkip]: openSkipStep,
  [ACTION.procedureTell]: tellContact,
  [ACTION.procedureFill]: openFillStep,
  [ACTION.procedureMenu]: stepMenu,
  [ACTION.procedureRollBack]: openRollBack,
  [ACTION.runbookOpen]: openPage,
  [ACTION.runbookBack]: toPageBefore,
  [ACTION.runbookRun]: runFromPage,
  [ACTION.runbookRequest]: requestFromPage,
  [ACTION.runbookStart]: startFromPage,
};

export const SENT_VIEWS: { readonly [id in (typeof VIEW)[keyof typeof VIEW]]: Sending } = {
  [VIEW.declare]: declareSent,
  [VIEW.resolve]: resolveSent,
  [VIEW.note]: noteSent,
  [VIEW.addMessage]: messageSent,
  [VIEW.roles]: rolesSent,
  [VIEW.reopen]: reopenSent,
  [VIEW.postmortem]: postmortemSent,
  [VIEW.severity]: severitySent,
  [VIEW.area]: areaSent,
  [VIEW.check]: checkSent,
  [VIEW.request]: requestSent,
  [VIEW.review]: reviewSent,
  [VIEW.reject]: decisionSent(rejection),
  [VIEW.ask]: decisionSent(question),
  [VIEW.breakGlass]: decisionSent(brokenGlass),
  [VIEW.sign]: decisionSent(signature, signAgain),
  [VIEW.settle]: decisionSent(settlement),
  [VIEW.settleBox]: decisionSent(boxSettlement),
  [VIEW.skip]: skipSent,
  [VIEW.skipStep]: skipStepSent,
  [VIEW.fillStep]: fillStepSent,
  [VIEW.abort]: abortSent,
  [VIEW.rollBack]: rollBackSent,
  [VIEW.look]: lookSent,
  [VIEW.alert]: alertSent,
};

/** An input of a form on which others depend. */
const CHANGED_PARAMETER = new RegExp(`^${INPUT.parameterPrefix.replace('.', '\\.')}`);

export function registerHandlers(app: App, deps: HandlerDeps, monotonicMs: () => number): void {
  app.use(answerErrors(deps));
  app.use(turnAwayMalformed);
  app.use(markReplays(monotonicMs));
  app.use(redrawAfterPress(deps));
  for (const [name, listener] of Object.entries(COMMANDS)) app.command(name, listener(deps));
  app.event('app_mention', EVENTS.app_mention(deps));
  app.event('app_home_opened', EVENTS.app_home_opened(deps));
  app.event('reaction_added', EVENTS.reaction_added(deps));
  app.event('reaction_removed', EVENTS.reaction_removed(deps));
  app.event('message', EVENTS.message(deps));
  for (const [id, listener] of Object.entries(SHORTCUTS)) app.shortcut(id, listener(deps));
  for (const [id, listener] of Object.entries(PRESSES)) app.action(id, listener(deps));
  app.action(CHANGED_PARAMETER, refreshForm(deps));
  for (const [id, listener] of Object.entries(SENT_VIEWS)) app.view(id, listener(deps));
}
