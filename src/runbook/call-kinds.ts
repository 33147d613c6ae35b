/** How each call of the workspace's API is made: of the values of a request, and of ids that the workspace itself has told. */

import type { Row } from '../check/warehouse.ts';
import { AppError } from '../errors.ts';
import { clusterKinds } from './calls-clusters.ts';
import { groupKinds } from './calls-groups.ts';
import { jobKinds } from './calls-jobs.ts';
import { modelKinds } from './calls-models.ts';
import type { Values } from './parameters.ts';
import type { Call, LookName, Operation, WrittenCall } from './schema-calls.ts';
import type { Frozen } from './schema-fields.ts';
import type { ParameterType } from './schema-parameters.ts';

/** What a call is made of. */
export type Given = {
  /** Of the parameter that the field names, as text. */
  readonly value: (field: string) => string;
  /** What the workspace knows the target by that was chosen. */
  readonly id: (field: string) => string;
  /**
   * A cell of the one row that was looked at; null where it is null. Throws AppError('invalid'), in these words, where it
   * has not that form.
   */
  readonly seen: (look: LookName, column: string, form: RegExp, words?: string) => string | null;
  /** The same for the same request, and of no other. */
  readonly token: string;
};

export type Field = {
  readonly type: ParameterType;
  /** The section of the runbook's targets that it is a choice of. */
  readonly among?: 'jobs' | 'pipelines' | 'models' | 'accountGroups';
  /** Of an id: of what. */
  readonly of?: 'cluster' | 'run' | 'training_run';
};

export type CallKind<Made> = {
  readonly fields: { readonly [field in Exclude<keyof Made, 'operation' | 'change'>]: Field };
  /** All of them have to be measured before, and the first of them afterwards. */
  readonly looks: readonly [LookName, ...LookName[]];
  /** It only takes something away. */
  readonly takesAway: (call: Made) => boolean;
  /** Method and path, then on the next line the body, as they are sent. */
  readonly text: (given: Given, call: Made) => string;
  /** What the names have come to, for the card. */
  readonly shown?: (given: Given) => readonly { readonly label: string; readonly value: string }[];
};

type Made<Name extends Operation> = Frozen<Extract<WrittenCall, { readonly operation: Name }>>;

export type Kinds<Name extends Operation> = { readonly [Each in Name]: CallKind<Made<Each>> };

const KINDS: Kinds<Operation> = { ...groupKinds, ...jobKinds, ...clusterKinds, ...modelKinds };

/** The kind of a call, seen without its particular fields. */
export type AnyKind = {
  readonly fields: { readonly [field: string]: Field };
  readonly looks: readonly [LookName, ...LookName[]];
  readonly takesAway: (call: Frozen<WrittenCall>) => boolean;
  readonly text: (given: Given, call: Frozen<WrittenCall>) => string;
  readonly shown?: (given: Given) => readonly { readonly label: string; readonly value: string }[];
};

export function kindOf({ operation }: { readonly operation: Operation }): AnyKind {
  return KINDS[operation] as unknown as AnyKind;
}

/** The parameter that a field of the call names. */
export function parameterOf(call: Frozen<WrittenCall>, field: string): string {
  return String((call as { readonly [field: string]: unknown })[field]);
}

/** `rows`: of each look, the one row that it gives. */
export function givenOf(
  call: Call,
  values: Values,
  token: string,
  rows: { readonly [look in LookName]?: Row | undefined },
): Given {
  const value = (field: string): string => String(values[parameterOf(call, field)]);
  return {
    value,
    id: (field) => {
      const name = value(field);
      const id = idOf(call, kindOf(call).fields[field]?.among, name);
      if (id === undefined) throw new AppError('invalid', `“${name}” is not among the runbook's targets.`);
      return id;
    },
    seen: (look, column, form, words) => {
      const cell = rows[look]?.[column] ?? null;
      if (cell === null) return null;
      const text = String(cell);
      if (form.test(text)) return text;
      const strange = `The workspace's “${column}” has not the form that it should have, so nothing can be called.`;
      throw new AppError('invalid', words ?? strange);
    },
    token,
  };
}

function idOf({ ids }: Call, among: Field['among'], name: string): string | undefined {
  const known = among === undefined || among === 'accountGroups' ? undefined : ids[among];
  return known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
}

/** As it would be sent, with the names of what is not known yet in its place. */
export function callText(call: Call, given: Given): string {
  return kindOf(call).text(given, call);
}
