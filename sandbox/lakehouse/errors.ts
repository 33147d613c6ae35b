/** The engine's refusals, in Databricks' words: https://docs.databricks.com/en/error-messages/error-classes.html */
export class EngineError extends Error {
  /** Null where the engine gives none, as for a failed `require` in Delta's own code. */
  readonly errorClass: string | null;
  readonly sqlState: string;

  constructor(errorClass: string | null, sqlState: string, message: string) {
    super(message);
    this.name = 'EngineError';
    this.errorClass = errorClass;
    this.sqlState = sqlState;
  }
}

export function engineError(errorClass: string, sqlState: string, text: string, place = ''): EngineError {
  return new EngineError(errorClass, sqlState, `[${errorClass}] ${text} SQLSTATE: ${sqlState}${place}`);
}

export type Position = { readonly line: number; readonly column: number };

const at = (position: Position | undefined) =>
  position === undefined ? '' : `; line ${position.line} pos ${position.column}`;

export const quoteName = (parts: readonly string[]): string =>
  parts.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');

export function syntaxError(near: string | null, position: Position, sql: string): EngineError {
  const where = near === null ? 'end of input' : `'${near}'`;
  const shown = `\n\n== SQL ==\n${sql}\n${'-'.repeat(position.column)}^^^\n`;
  const place = ` (line ${position.line}, pos ${position.column})${shown}`;
  return engineError('PARSE_SYNTAX_ERROR', '42601', `Syntax error at or near ${where}.`, place);
}

export function unclosedComment(): EngineError {
  const text = 'Found an unclosed bracketed comment. Please, append */ at the end of the comment.';
  return engineError('UNCLOSED_BRACKETED_COMMENT', '42601', text);
}

export function tableNotFound(name: readonly string[], position?: Position): EngineError {
  const text = [
    `The table or view ${quoteName(name)} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
    'If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.',
    'To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.',
  ].join('\n');
  return engineError('TABLE_OR_VIEW_NOT_FOUND', '42P01', text, at(position));
}

export function unresolvedRoutine(name: string, position: Position): EngineError {
  const path = '[`system`.`builtin`, `system`.`session`, `main`.`default`]';
  const text = `Cannot resolve routine ${quoteName([name])} on search path ${path}.`;
  return engineError('UNRESOLVED_ROUTINE', '42883', text, at(position));
}

export function unresolvedColumn(name: readonly string[], suggestions: readonly string[]): EngineError {
  const what = `A column, variable, or function parameter with name ${quoteName(name)} cannot be resolved.`;
  if (suggestions.length === 0) return engineError('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', '42703', what);
  const list = suggestions.map((one) => quoteName([one])).join(', ');
  return engineError(
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    '42703',
    `${what} Did you mean one of the following? [${list}].`,
  );
}

export function unboundParameter(name: string, position: Position): EngineError {
  const text = `Found the unbound parameter: ${name}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as \`map()\`, \`array()\`, \`struct()\`.`;
  return engineError('UNBOUND_SQL_PARAMETER', '42P02', text, at(position));
}

export function versionNotFound(version: number, earliest: number, latest: number): EngineError {
  const text = `Cannot time travel Delta table to version ${version}. Available versions: [${earliest}, ${latest}].`;
  return engineError('DELTA_VERSION_NOT_FOUND', '22003', text);
}

export function timestampAfterLatest(given: string, table: string, latest: string): EngineError {
  const text = `The provided timestamp (${given}) is after the latest version available to this\ntable (${table}). Please use a timestamp before or at ${latest}.`;
  return engineError('DELTA_TIMESTAMP_GREATER_THAN_COMMIT', '42816', text);
}

export function timestampBeforeEarliest(given: string, table: string, earliest: string): EngineError {
  const text = `The provided timestamp (${given}) is before the earliest version available to this\ntable (${table}). Please use a timestamp after ${earliest}.`;
  return engineError('DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION', '42816', text);
}

export function timestampInvalid(given: string): EngineError {
  const text = `The provided timestamp ('${given}') cannot be converted to a valid timestamp.`;
  return engineError('DELTA_TIMESTAMP_INVALID', '42816', text);
}

/** Open-source Delta checks this with a plain `require` (RestoreTableCommand.scala), so there is no class. */
export function restoreToLatest(version: number): EngineError {
  const text = `requirement failed: Version to restore (${version})should be less then last available version (${version})`;
  return new EngineError(null, 'HY000', text);
}

export function insufficientPermissions(privilege: string, kind: string, name: string): EngineError {
  const text = `Insufficient privileges:\nUser does not have ${privilege} on ${kind} '${name}'.`;
  return engineError('INSUFFICIENT_PERMISSIONS', '42501', text);
}

export function notAnAdministrator(): EngineError {
  const text = 'Insufficient privileges:\nOnly a workspace administrator may list groups.';
  return engineError('INSUFFICIENT_PERMISSIONS', '42501', text);
}

export function catalogNotFound(name: string): EngineError {
  return engineError('NO_SUCH_CATALOG_EXCEPTION', '42704', `Catalog '${name}' was not found.`);
}

export function schemaNotFound(name: readonly string[]): EngineError {
  const text = `The schema ${quoteName(name)} cannot be found. Verify the spelling and correctness of the schema and catalog.`;
  return engineError('SCHEMA_NOT_FOUND', '42704', text);
}

export function routineNotFound(name: readonly string[], position?: Position): EngineError {
  const text = `The routine ${quoteName(name)} cannot be found. Verify the spelling and correctness of the schema and catalog.`;
  return engineError('ROUTINE_NOT_FOUND', '42883', text, at(position));
}

export function principalNotFound(name: string): EngineError {
  return engineError('PRINCIPAL_DOES_NOT_EXIST', '42704', `Could not find principal with name ${name}.`);
}

export function privilegeNotApplicable(privilege: string, kind: string, name: string): EngineError {
  const text = `Privilege ${privilege} is not applicable to this entity [${name}:${kind}]. If this seems unexpected, please check the privilege version of the metastore in use [1.0].`;
  return engineError('INVALID_PARAMETER_VALUE', '22023', text);
}

export function invalidCast(text: string): EngineError {
  return engineError('CAST_INVALID_INPUT', '22018', text);
}

export function missingAggregation(text: string): EngineError {
  return engineError('MISSING_AGGREGATION', '42803', text);
}

export function datatypeMismatch(text: string): EngineError {
  return engineError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', '42K09', text);
}

export function arithmeticOverflow(text: string): EngineError {
  return engineError('ARITHMETIC_OVERFLOW', '22003', text);
}

export function internalError(text: string): EngineError {
  return engineError('INTERNAL_ERROR', 'XX000', text);
}
