/** The registry of parameter types: how a person's text becomes a value, and the two ways in which a value enters SQL. */
import { durationType } from './lasting.ts';
import type { Now } from './moment.ts';
import { newColumnsType, orderColumnsType } from './parameter-columns.ts';
import {
  catalogType,
  columnType,
  functionType,
  principalType,
  tablesType,
  tableType,
} from './parameter-names.ts';
import { privilegeType } from './parameter-privileges.ts';
import {
  choiceType,
  idType,
  jobType,
  numberType,
  textType,
  timestampType,
  versionType,
} from './parameter-values.ts';
import type { ParameterOf, ParameterType } from './schema-parameters.ts';

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  /** Says what is wrong and what it should look like, to the person who typed it. */
  | { readonly ok: false; readonly error: string };

export type ParameterValue = string | number;

/** A version is text while it is a time, until it has been looked up. */
export type ValueOf<Type extends ParameterType> = Type extends 'version'
  ? number | string
  : Type extends 'job' | 'number'
    ? number
    : string;

/** A type without `hole` cannot stand in the text; a type without `bind` cannot be a bound value. */
export type TypeOf<Type extends ParameterType> = {
  /** Without `now` a value that depends on it (`20m ago`) is refused. */
  readonly parse: (raw: string, parameter: ParameterOf<Type>, now?: Now) => Parsed<ValueOf<Type>>;
  readonly hole?: (value: ValueOf<Type>) => string;
  readonly bind?: (value: ValueOf<Type>) => string | number;
};

const TYPES = {
  table: tableType,
  tables: tablesType,
  catalog: catalogType,
  column: columnType,
  order_columns: orderColumnsType,
  new_columns: newColumnsType,
  function: functionType,
  principal: principalType,
  privilege: privilegeType,
  version: versionType,
  job: jobType,
  id: idType,
  timestamp: timestampType,
  duration: durationType,
  number: numberType,
  text: textType,
  choice: choiceType,
} satisfies { readonly [Type in ParameterType]: TypeOf<Type> };

/** The type of a parameter, seen without its particular value type; values come only from its own `parse`. */
export type AnyType = {
  readonly parse: (raw: string, parameter: unknown, now?: Now) => Parsed<ParameterValue>;
  readonly hole?: (value: ParameterValue) => string;
  readonly bind?: (value: ParameterValue) => string | number;
};

export function typeOf(type: ParameterType): AnyType {
  return TYPES[type] as unknown as AnyType;
}
