/** Every limit of the runbook. Lengths are in UTF-16 units unless the name says otherwise. */
export const LIMITS = {
  files: 50,
  fileCharacters: 500_000,
  idCharacters: 60,
  /** Titles and labels become options of Slack menus, which stop at 75. */
  titleCharacters: 70,
  labelCharacters: 60,
  sentenceCharacters: 600,
  expressionCharacters: 2_000,
  statementCharacters: 10_000,
  /** What one hole of a sentence may contribute: a cell can be as long as its writer likes. */
  holeCharacters: 200,
  textParameterCharacters: 500,
  /** Longer input is refused unread; refusals quote what was typed. */
  typedCharacters: 1_000,
  identifierPartCharacters: 255,
  principalCharacters: 255,
  statementsPerAction: 20,
  parameters: 12,
  reads: 8,
  facts: 30,
  rows: 5_000,
  /** A report is read on a phone. */
  columns: 8,
  /** Each is some calls of the workspace's API, at the same time. */
  targetsPerCheck: 10,
  /** Each is a row of the report. */
  readings: 10,
  metricCharacters: 200,
  /** Two looks at a service's metrics; both have to fit into the check's time. */
  apartMinMs: 1_000,
  apartMaxMs: 60_000,
  linkCharacters: 500,
  linksOnCard: 4,
  sinceMaxMs: 31 * 86_400_000,
  /** Lines beside an input of a form that is read on a phone. */
  recentRows: 10,
  listItems: 50,
  /** Sentences that stand on one card, which a phone shows: warnings, what to do next. */
  sentencesOnCard: 6,
  checkTimeoutMinMs: 1_000,
  checkTimeoutMaxMs: 10 * 60_000,
  actionTimeoutMinMs: 10_000,
  actionTimeoutMaxMs: 12 * 3_600_000,
  /** What is given for a while: shorter than this it ends before it is of use, longer and it is given for good. */
  lastingMinMs: 5 * 60_000,
  lastingMaxMs: 31 * 86_400_000,
  /** All of them stand on one card, with what is carried over from the last one. */
  checklistItems: 15,
  linksEach: 3,
  phases: 8,
  stepsOfPhase: 10,
  commandCharacters: 500,
  watchMaxMs: 24 * 3_600_000,
  urlCharacters: 500,
  itemDueMaxMs: 31 * 86_400_000,
  respondWithinMaxMs: 31 * 86_400_000,
} as const;
