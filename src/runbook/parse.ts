/** From the texts of the files to a runbook, or to everything that is wrong with them at once. */
import { createHash } from 'node:crypto';
import { kindOf } from './call-kinds.ts';
import { loadedParameter, type Targets, type WrittenParameters } from './lint-parameters.ts';
import { lintReferences } from './lint-references.ts';
import { type Definitions, mergeSources } from './merge.ts';
import { inOrder, type Problem } from './problems.ts';
import type { Runbook } from './runbook.ts';
import type { WrittenAction } from './schema-actions.ts';
import type { Habits } from './schema-incidents.ts';
import type { Parameter, Parameters } from './schema-parameters.ts';
import type { Budget } from './schema-targets.ts';
import { readSource, type SourceFile } from './yaml-source.ts';

export type Loaded =
  | { readonly ok: true; readonly runbook: Runbook }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `directory` is what problems that belong to no file are filed under. */
export function parseRunbook(files: readonly SourceFile[], directory: string): Loaded {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const read = sorted.map(readSource);
  const sources = read.flatMap(({ source }) => (source === null ? [] : [source]));
  const { definitions, habits, problems } = mergeSources(sources);
  // With a file unread, everything defined in it would be reported as missing.
  const crossed = sources.length === read.length ? lintReferences(definitions, directory) : [];
  const all = [...read.flatMap((one) => one.problems), ...problems, ...crossed];
  return all.length > 0
    ? { ok: false, problems: inOrder(all) }
    : { ok: true, runbook: assemble(definitions, habits, digestOf(sorted)) };
}

function assemble(definitions: Definitions, habits: Habits, digest: string): Runbook {
  const { tables } = definitions;
  const withParameters = <Entry extends { readonly parameters: WrittenParameters }>(entry: Entry) => ({
    ...entry,
    parameters: loadedParameters(entry.parameters, definitions),
  });
  return freeze({
    digest,
    severities: byId(definitions.severities, same) as unknown as Runbook['severities'],
    habits,
    areas: Object.values(byId(definitions.areas, same)),
    checks: byId(definitions.checks, (check) => withBudget(withParameters(check), definitions)),
    actions: byId(definitions.actions, (action) => withTargets(withParameters(action), definitions)),
    checklists: byId(definitions.checklists, same),
    procedures: byId(definitions.procedures, same),
    tables: Object.values(byId(tables, same)).map(({ id, ...table }) => ({ ...table, name: id })),
    jobs: byId(definitions.jobs, same),
    pipelines: byId(definitions.pipelines, same),
    models: byId(definitions.models, same),
    endpoints: byId(definitions.endpoints, same),
    queries: byId(definitions.queries, same),
    links: byId(definitions.links, same),
    contacts: byId(definitions.contacts, same),
    groups: byId(definitions.groups, same),
  });
}

/**
 * Who is to be asked about a group, and what the workspace knows a target by, go with the action: a request is about them as
 * they were when it was made.
 */
function withTargets<Entry extends Pick<WrittenAction, 'call'>>(
  action: Entry,
  { accountGroups, contacts, jobs, pipelines, models }: Definitions,
): Entry {
  if (action.call === undefined) return action;
  const owners = [...accountGroups.values()].flatMap(({ id, entry }) => {
    const contact = contacts.get(entry?.owner ?? '')?.entry;
    return contact === undefined || contact === null
      ? []
      : [[id, { title: contact.title, reach: contact.email ?? contact.phone ?? null }] as const];
  });
  const among = Object.values(kindOf(action.call).fields).map((field) => field.among);
  // A run is told by its number alone: whose it is, is looked up among the jobs that the runbook names.
  const takes = (section: 'jobs' | 'pipelines' | 'models') =>
    among.includes(section) || (section === 'jobs' && action.call?.operation === 'repair_run');
  const ids = {
    ...(takes('jobs') ? { jobs: idsIn(jobs, ({ job_id: id }) => String(id)) } : {}),
    ...(takes('pipelines') ? { pipelines: idsIn(pipelines, ({ pipeline_id: id }) => id) } : {}),
    ...(takes('models') ? { models: idsIn(models, ({ name }) => name) } : {}),
  };
  return {
    ...action,
    call: {
      ...action.call,
      owners: among.includes('accountGroups') ? Object.fromEntries(owners) : {},
      ids,
    },
  };
}

function idsIn<Entry>(
  section: ReadonlyMap<string, { readonly id: string; readonly entry: Entry | null }>,
  idOf: (entry: Entry) => string,
): { readonly [name: string]: string } {
  return Object.fromEntries(
    [...section.values()].flatMap(({ id, entry }) => (entry === null ? [] : [[id, idOf(entry)] as const])),
  );
}

/** What a check's conditions look at goes with it. */
function withBudget<Entry extends { readonly budget?: string | undefined }>(
  { budget: id, ...check }: Entry,
  { budgets }: Definitions,
): WithBudget<Entry> {
  const budget = budgets.get(id ?? '')?.entry ?? null;
  return (budget === null ? check : { ...check, budget: { ...budget, id } }) as WithBudget<Entry>;
}

/** Of each member of a union by itself. */
type WithBudget<Entry> = Entry extends unknown ? Omit<Entry, 'budget'> & { readonly budget?: Budget } : never;

function byId<Entry extends object, Kept extends object>(
  section: ReadonlyMap<string, { readonly id: string; readonly entry: Entry | null }>,
  keep: (entry: Entry) => Kept,
): { readonly [id: string]: Kept & { readonly id: string } } {
  const record = Object.create(null) as Record<string, Kept & { readonly id: string }>;
  for (const { id, entry } of section.values()) if (entry !== null) record[id] = { ...keep(entry), id };
  return record;
}

function loadedParameters(written: WrittenParameters, targets: Targets): Parameters {
  const record = Object.create(null) as Record<string, Parameter>;
  for (const [id, parameter] of Object.entries(written)) {
    record[id] = loadedParameter(id, parameter, targets);
  }
  return record;
}

function same<Entry>(entry: Entry): Entry {
  return entry;
}

function freeze<T extends object>(value: T): T {
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) freeze(member as object);
  return Object.freeze(value);
}

/** Names and lengths are part of it, so that moving text between files gives another digest. */
function digestOf(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of files)
    hash.update(`${name.split('/').at(-1)}\0${Buffer.byteLength(text)}\0${text}`);
  return hash.digest('hex');
}
