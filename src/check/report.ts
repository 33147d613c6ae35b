/** What a check found, small enough to be kept in the journal for good. */
import type { Lead, Verdict } from '../runbook/verdict.ts';
import type { Row } from './warehouse.ts';

/** Values as they were used, as text, defaults included. */
export type CheckParameters = { readonly [name: string]: string };

/** What the incident card keeps of a report. */
export type CheckSummary = {
  readonly check: string;
  /** Absent where a summary was kept before checks had parameters: then it is of any. */
  readonly parameters?: CheckParameters;
  readonly verdict: Verdict;
  readonly sentence: string;
};

export type CheckReport = CheckSummary & {
  readonly title: string;
  readonly parameters: CheckParameters;
  /** What to do now, in the runbook's words. */
  readonly next: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** There were more rows than are kept here. */
  readonly truncated: boolean;
  readonly takenMs: number;
  /** What a warning or failure leads to, the runbook's actions first. Values are as the result had them. */
  readonly leads?: readonly Lead[];
  /** Of the runbook's causes those that this check is listed under. */
  readonly causes?: readonly PossibleCause[];
  /** The contact whom one of these causes says to alert. */
  readonly alert?: string;
  /** What changed since the same check last ran here, as a sentence; absent the first time. */
  readonly change?: string;
};

export type PossibleCause = {
  readonly cause: string;
  readonly look: string | null;
  /** What to do about it, where no action of the runbook does it. */
  readonly fix?: string;
};

/** Three buttons and a menu of five. */
export const REPORT_LEADS_MAX = 8;
export const REPORT_CAUSES_MAX = 3;
/** A report keeps at most this much; the rest stays in the warehouse. */
export const REPORT_ROWS_MAX = 20;
export const REPORT_COLUMNS_MAX = 8;
export const REPORT_CELL_CHARACTERS_MAX = 200;
