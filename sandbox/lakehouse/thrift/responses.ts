/** What an operation looks like from outside: its state, the shape of its result, its rows. */
import thriftTypes from '@databricks/sql/thrift/TCLIService_types.js';
import Int64 from 'node-int64';
import type { Operation, OperationState } from '../operation.ts';
import type { Result } from '../result.ts';
import { arrowBatchOf, arrowSchemaOf, thriftSchemaOf } from './arrow.ts';
import { failure, handleOf, success } from './reply.ts';

const { TOperationState } = thriftTypes;

const FETCH_ROWS_MAX = 10_000;

const STATES = {
  running: TOperationState.RUNNING_STATE,
  succeeded: TOperationState.FINISHED_STATE,
  failed: TOperationState.ERROR_STATE,
  cancelled: TOperationState.CANCELED_STATE,
  timed_out: TOperationState.TIMEDOUT_STATE,
} as const satisfies Record<OperationState, number>;

export function operationHandle(operation: Operation) {
  return new thriftTypes.TOperationHandle({
    operationId: handleOf(operation.id),
    operationType: thriftTypes.TOperationType.EXECUTE_STATEMENT,
    hasResultSet: true,
  });
}

export function operationStatus(operation: Operation) {
  const state = operation.state();
  const error = operation.error();
  const message = state === 'timed_out' ? 'Query timed out' : error?.message;
  return new thriftTypes.TGetOperationStatusResp({
    status: success(),
    operationState: operation.isQueued() ? TOperationState.PENDING_STATE : STATES[state],
    ...progressUpdate(operation),
    hasResultSet: state === 'running' || state === 'succeeded',
    ...(error === null ? {} : { sqlState: error.sqlState, errorCode: 0 }),
    ...(message === undefined ? {} : { errorMessage: message, displayMessage: message }),
  });
}

/** As Hive's beeline shows it: one row for the one stage that there is. */
function progressUpdate(operation: Operation) {
  const progress = operation.progress();
  if (progress === null) return {};
  const isOver = operation.state() !== 'running';
  const update = new thriftTypes.TProgressUpdateResp({
    headerNames: ['STAGE', 'STATUS', 'PROGRESS'],
    rows: [['1', isOver ? 'FINISHED' : 'RUNNING', `${Math.floor(progress * 100)} %`]],
    progressedPercentage: progress,
    status: isOver ? thriftTypes.TJobExecutionStatus.COMPLETE : thriftTypes.TJobExecutionStatus.IN_PROGRESS,
    footerSummary: '',
    startTime: new Int64(0),
  });
  return { progressUpdateResponse: update };
}

export function resultMetadata(operation: Operation) {
  const result = operation.result();
  if (result === null) return new thriftTypes.TGetResultSetMetadataResp({ status: noResult(operation) });
  return new thriftTypes.TGetResultSetMetadataResp({
    status: success(),
    schema: thriftSchemaOf(result.columns),
    resultFormat: thriftTypes.TSparkRowSetType.ARROW_BASED_SET,
    lz4Compressed: false,
    arrowSchema: arrowSchemaOf(result.columns),
    isStagingOperation: false,
  });
}

/** The next rows, at most `rowsMax`. Without more, an empty set: the driver asks until it gets one. */
export function nextRows(operation: Operation, rowsMax: number) {
  const result = operation.result();
  if (result === null) return new thriftTypes.TFetchResultsResp({ status: noResult(operation) });
  const from = operation.fetchedRows;
  const rows = result.rows.slice(from, from + Math.min(rowsMax, FETCH_ROWS_MAX));
  operation.fetchedRows += rows.length;
  const arrowBatches = rows.length === 0 ? [] : [batch({ columns: result.columns, rows })];
  return new thriftTypes.TFetchResultsResp({
    status: success(),
    hasMoreRows: operation.fetchedRows < result.rows.length,
    results: new thriftTypes.TRowSet({ startRowOffset: new Int64(from), rows: [], arrowBatches }),
  });
}

/** Rows and state in the answer to ExecuteStatement itself, when the statement ended soon enough. */
export function directResults(operation: Operation, rowsMax: number) {
  const status = operationStatus(operation);
  if (operation.state() !== 'succeeded')
    return new thriftTypes.TSparkDirectResults({ operationStatus: status });
  const resultSet = nextRows(operation, rowsMax);
  const closed = resultSet.hasMoreRows === true ? {} : { closeOperation: closedOperation() };
  const resultSetMetadata = resultMetadata(operation);
  return new thriftTypes.TSparkDirectResults({
    operationStatus: status,
    resultSetMetadata,
    resultSet,
    ...closed,
  });
}

function closedOperation() {
  return new thriftTypes.TCloseOperationResp({ status: success() });
}

function batch(rows: Result) {
  return new thriftTypes.TSparkArrowBatch({
    batch: arrowBatchOf(rows),
    rowCount: new Int64(rows.rows.length),
  });
}

function noResult(operation: Operation) {
  return failure(`The operation ${operation.id} has no result.`, 'HY000');
}
