/** What Delta refuses: https://docs.databricks.com/en/error-messages/error-classes.html */
import { EngineError, engineError, quoteName } from './errors.ts';

/** VacuumCommand.scala of open-source Delta; the class is that of Delta 4, and the documentation lists no SQLSTATE. */
export function retentionTooShort(hoursMin: number): EngineError {
  const errorClass = 'DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT';
  const text = [
    `[${errorClass}] Are you sure you would like to vacuum files with such a low retention period? If you have`,
    'writers that are currently writing to this table, there is a risk that you may corrupt the',
    'state of your Delta table.',
    '',
    'If you are certain that there are no operations being performed on this table, such as',
    'insert/upsert/delete/optimize, then you may turn off this check by setting:',
    'spark.databricks.delta.retentionDurationCheck.enabled = false',
    '',
    `If you are not sure, please use a value not less than "${hoursMin} hours".`,
  ].join('\n');
  return new EngineError(errorClass, 'HY000', text);
}

/** https://docs.databricks.com/en/error-messages/failed-read-file-error-class.html */
export function fileNotThere(path: string): EngineError {
  const text = `Error while reading file ${path}. File does not exist, possible underlying file updates.`;
  return engineError('FAILED_READ_FILE.DBR_FILE_NOT_EXIST', 'KD001', text);
}

const SHOWN_FILES_MAX = 100;

/** An IllegalArgumentException without a class (DeltaErrors.scala, restoreMissedDataFilesError). */
export function restoreMissesFiles(version: number, paths: readonly string[]): EngineError {
  const text = `Not all files from version ${version} are available in file system.\nMissed files (top 100 files): ${paths.slice(0, SHOWN_FILES_MAX).join(',')}.\nPlease use more recent version or timestamp for restoring.\nTo disable check update option spark.sql.files.ignoreMissingFiles`;
  return new EngineError(null, 'HY000', text);
}

export function unknownProperty(key: string): EngineError {
  const text = `Unknown configuration was specified: ${key}\nTo disable this check, set spark.databricks.delta.allowArbitraryProperties.enabled=true in the Spark session configuration.`;
  return engineError('DELTA_UNKNOWN_CONFIGURATION', 'F0000', text);
}

export function tableExists(name: readonly string[]): EngineError {
  const text = `Cannot create table or view ${quoteName(name)} because it already exists.\nChoose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects.`;
  return engineError('TABLE_OR_VIEW_ALREADY_EXISTS', '42P07', text);
}

export function notNullViolated(column: string): EngineError {
  return engineError(
    'DELTA_NOT_NULL_CONSTRAINT_VIOLATED',
    '23502',
    `NOT NULL constraint violated for column: ${column}.`,
  );
}

export function columnExists(column: string, schema: string): EngineError {
  const text = `Cannot add column, because \`${column}\` already exists in "${schema}".`;
  return engineError('FIELD_ALREADY_EXISTS', '42710', text);
}

export function zOrderColumnNotFound(column: string): EngineError {
  return engineError(
    'DELTA_ZORDERING_COLUMN_DOES_NOT_EXIST',
    '42703',
    `Z-ordering column ${column} does not exist.`,
  );
}

/** The predicate of OPTIMIZE chooses partitions; no table here has any. */
export function notAPartitionColumn(column: string): EngineError {
  const text = `Predicate references non-partition column '${column}'. Only the partition columns may be referenced: [].`;
  return engineError('DELTA_NON_PARTITION_COLUMN_REFERENCE', '42P10', text);
}
