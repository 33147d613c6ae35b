/** The runbook as the rest of the bot sees it: complete, checked, and never changed while it runs. */
import type { Action } from './schema-actions.ts';
import type { Checklist } from './schema-checklists.ts';
import type { Check } from './schema-checks.ts';
import type { Habits } from './schema-incidents.ts';
import type { Procedure } from './schema-procedures.ts';
import type { Endpoint, Link, Model, NamedQuery } from './schema-targets.ts';
import type { Area, Contact, Group, Job, Pipeline, Severity, SeverityId, Table } from './schema-team.ts';

/** Records by id have no prototype: `checks['constructor']` is undefined, whoever asks. */
export type Runbook = {
  /** SHA-256 of the files it was read from, in hex. */
  readonly digest: string;
  readonly severities: { readonly [Id in SeverityId]: Severity };
  /** What the runbook says under `incidents`. */
  readonly habits: Habits;
  readonly areas: readonly Area[];
  readonly checks: { readonly [id: string]: Check };
  readonly actions: { readonly [id: string]: Action };
  readonly checklists: { readonly [id: string]: Checklist };
  readonly procedures: { readonly [id: string]: Procedure };
  readonly tables: readonly Table[];
  readonly jobs: { readonly [id: string]: Job };
  readonly pipelines: { readonly [id: string]: Pipeline };
  readonly models: { readonly [id: string]: Model };
  readonly endpoints: { readonly [id: string]: Endpoint };
  readonly queries: { readonly [id: string]: NamedQuery };
  readonly links: { readonly [id: string]: Link };
  readonly contacts: { readonly [id: string]: Contact };
  /** User groups that decide, by handle. */
  readonly groups: { readonly [handle: string]: Group };
};
