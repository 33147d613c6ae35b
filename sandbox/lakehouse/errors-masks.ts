/**
 * What Databricks refuses about column masks. https://docs.databricks.com/en/error-messages/row-column-access-error-class.html,
 * …/column-masks-feature-not-supported-error-class.html, …/row-level-security-column-mask-feature-not-supported-error-class.html
 */
import { EngineError, engineError, quoteName } from './errors.ts';

const NOT_SUPPORTED = '0A000';

export function historyOfMasked(table: readonly string[]): EngineError {
  const text = `Row level security policies and column mask policies for ${quoteName(table)} are not supported: Reading commit history is not supported for tables with row level security and column mask policies.`;
  return engineError(
    'ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.DESCRIBE_HISTORY',
    NOT_SUPPORTED,
    text,
  );
}

/** RESTORE has no class of its own: it reads the older version. */
export function timeTravelOfMasked(table: readonly string[]): EngineError {
  const text = `Column mask policies for ${quoteName(table)} are not supported: Time travel for table with column mask policies.`;
  return engineError('COLUMN_MASKS_FEATURE_NOT_SUPPORTED.TIME_TRAVEL', NOT_SUPPORTED, text);
}

export function maskFunctionNotFound(column: string, routine: readonly string[]): EngineError {
  return assignment(
    'ASSIGNED_COLUMN_MASK_FUNCTION_NOT_FOUND',
    `A ALTER TABLE statement attempted to assign a mask to a column ${column}, but the requested function ${routine.join('.')} did not match the name of any SQL user-defined function in the catalog.`,
  );
}

export function maskArgumentTwice(column: string): EngineError {
  return assignment(
    'ASSIGNED_COLUMN_MASK_DUPLICATE_USING_COLUMN_NAME',
    `A ALTER TABLE statement attempted to assign a mask to a column which included two or more other referenced columns in the USING COLUMNS list with the same name ${column}, which is invalid.`,
  );
}

export function maskArgumentIsTarget(column: string): EngineError {
  return assignment(
    'ASSIGNED_COLUMN_MASK_USING_COLUMN_NAME_SAME_AS_TARGET_COLUMN',
    `The column ${column} had the same name as the target column, which is invalid; please remove the column from the USING COLUMNS list and retry the command.`,
  );
}

export function maskArgumentCount(): EngineError {
  return assignment(
    'ASSIGNED_COLUMN_MASK_WRONG_NUMBER_OF_COLUMNS',
    'This statement attempted to assign a mask to a column, but the number of requested names in the USING COLUMNS list (plus the single target column name) did not match the number of arguments in the masking function.',
  );
}

/** The documentation assigns no SQLSTATE to these, so the message has none. */
function assignment(subclass: string, text: string): EngineError {
  const errorClass = `ROW_COLUMN_ACCESS.${subclass}`;
  return new EngineError(
    errorClass,
    'HY000',
    `[${errorClass}] Error using row filters or column masks: ${text}`,
  );
}
