/** Every id by which Slack tells us what was pressed or sent. Ids stay what they are: cards of years ago carry them. */
export const ACTION = {
  incidentStep: 'incident.step',
  incidentMenu: 'incident.menu',
  incidentResolve: 'incident.resolve',
  join: 'incident.join',
  takeCommand: 'incident.take_command',
  itemDone: 'postmortem.item_done',
  listOpen: 'list.open',
  listBack: 'list.back',
  listNext: 'list.next',
  timelineEarlier: 'timeline.earlier',
  timelineLater: 'timeline.later',
  timelineFile: 'timeline.file',
  statisticsChart: 'statistics.chart',
  incidentClose: 'incident.close',
  postmortem: 'incident.postmortem',
  postmortemCanvas: 'postmortem.canvas',
  snooze: 'incident.snooze',
  runChecks: 'incident.run_checks',
  requestAction: 'incident.request_action',
  requestActionChoice: 'request.action',
  checkChoice: 'check.choice',
  /** What a report leads to: equal ids in one block are refused, so each place has its own. */
  leadFirst: 'report.lead.first',
  leadSecond: 'report.lead.second',
  leadThird: 'report.lead.third',
  leadMore: 'report.lead.more',
  leadAlert: 'report.lead.alert',
  alert: 'incident.alert',
  approve: 'approval.approve',
  review: 'approval.review',
  reject: 'approval.reject',
  cancel: 'approval.cancel',
  cancelRun: 'approval.cancel_run',
  wasApplied: 'approval.was_applied',
  wasNotApplied: 'approval.was_not_applied',
  ask: 'approval.ask',
  sign: 'approval.sign',
  approvalMenu: 'approval.menu',
  declare: 'home.declare',
  declareAnyway: 'declare.anyway',
  refreshHome: 'home.refresh',
  endBox: 'approval.end_box',
  undo: 'approval.undo',
  again: 'approval.again',
  checklistTake: 'checklist.take',
  checklistDone: 'checklist.done',
  checklistRun: 'checklist.run',
  checklistSkip: 'checklist.skip',
  checklistMenu: 'checklist.menu',
  procedureDone: 'procedure.done',
  procedureRun: 'procedure.run',
  procedureSkip: 'procedure.skip',
  procedureTell: 'procedure.tell',
  procedureFill: 'procedure.fill',
  procedureMenu: 'procedure.menu',
  procedureRollBack: 'procedure.roll_back',
  runbookOpen: 'runbook.open',
  runbookBack: 'runbook.back',
  runbookRun: 'runbook.run',
  runbookRequest: 'runbook.request',
  runbookStart: 'runbook.start',
} as const;

export const VIEW = {
  declare: 'view.declare',
  resolve: 'view.resolve',
  roles: 'view.roles',
  note: 'view.note',
  addMessage: 'view.add_message',
  reopen: 'view.reopen',
  postmortem: 'view.postmortem',
  severity: 'view.severity',
  area: 'view.area',
  check: 'view.check',
  request: 'view.request',
  review: 'view.review',
  reject: 'view.reject',
  ask: 'view.ask',
  breakGlass: 'view.break_glass',
  sign: 'view.sign',
  settle: 'view.settle',
  skip: 'view.skip',
  skipStep: 'view.skip_step',
  fillStep: 'view.fill_step',
  abort: 'view.abort',
  rollBack: 'view.roll_back',
  look: 'view.look',
  alert: 'view.alert',
} as const;

/** The app's shortcuts, as the manifest names them. */
export const SHORTCUT = {
  declare: 'shortcut.declare',
  declareFromMessage: 'shortcut.declare_from_message',
  addToTimeline: 'shortcut.add_to_timeline',
} as const;

/** Inputs of modals: block id and action id are the same word. */
export const INPUT = {
  severity: 'severity',
  title: 'title',
  area: 'area',
  affected: 'affected',
  drill: 'drill',
  summary: 'summary',
  reason: 'reason',
  note: 'note',
  question: 'question',
  comment: 'comment',
  contact: 'contact',
  impact: 'impact',
  factors: 'factors',
  todo: 'todo',
  owner: 'owner',
  incident: 'incident',
  when: 'when',
  role: 'role',
  due: 'due',
  /** Parameters of an action are inputs named `parameter.<id>`. */
  parameterPrefix: 'parameter.',
  /** And what there is to choose from for it stands in a block named `recent.<id>`. */
  recentPrefix: 'recent.',
} as const;

/** What the overflow menu of an incident card offers, as the option's value. */
export const MENU = {
  takeCommand: 'take_command',
  roles: 'roles',
  addNote: 'add_note',
  timeline: 'timeline',
  postmortemFile: 'postmortem_file',
  changeSeverity: 'change_severity',
  resolve: 'resolve',
  runOneCheck: 'run_one_check',
  alert: 'alert',
  reopen: 'reopen',
} as const;

/** And what the menu of an approval card offers: of which request, and what of it was seen, follows. */
export const APPROVAL_MENU = {
  comment: 'comment',
  review: 'review',
  cancel: 'cancel',
  breakGlass: 'break_glass',
} as const;

/** What the menus of a procedure offer: of one step, and of all of it. */
export const STEP_MENU = {
  run: 'run',
  done: 'done',
  skip: 'skip',
  tell: 'tell',
  fill: 'fill',
  how: 'how',
  abort: 'abort',
  rollBack: 'roll_back',
} as const;

/** What the overflow menu beside an item of a checklist offers, as the option's value. */
export const ITEM_MENU = {
  run: 'run',
  done: 'done',
  take: 'take',
  skip: 'skip',
  how: 'how',
} as const;
