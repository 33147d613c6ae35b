/** The calls that the driver makes, one function each. */
import thriftTypes, {
  type TCancelOperationReq,
  type TExecuteStatementReq,
  type TFetchResultsReq,
  type TGetInfoReq,
  type TOpenSessionReq,
  type TOperationHandle,
  type TSessionHandle,
} from '@databricks/sql/thrift/TCLIService_types.js';
import { execute, type Received, record } from './execute.ts';
import type { FaultSource } from './faults.ts';
import type { LoggedQuery } from './query-log.ts';
import type { Principal, Sessions } from './sessions.ts';
import type { World } from './statements/statement.ts';
import { failure, handleOf, invalidHandle, type Reply, respond, success, uuidOf } from './thrift/reply.ts';
import {
  directResults,
  nextRows,
  operationHandle,
  operationStatus,
  resultMetadata,
} from './thrift/responses.ts';

export type ServiceDeps = {
  readonly world: World;
  readonly sessions: Sessions;
  readonly faults: FaultSource;
  readonly received: Received[];
  readonly log: LoggedQuery[];
  /** How long ExecuteStatement waits for the end of the statement before it answers with a handle only. */
  readonly directWaitMs: number;
};

const CALL_REFUSED = failure('[INTERNAL_ERROR] The call could not be served. SQLSTATE: XX000', 'XX000');

type Handler<Request> = (request: Request, caller: Principal, deps: ServiceDeps) => Promise<Reply> | Reply;

const openSession: Handler<TOpenSessionReq> = (request, caller, { sessions, faults }) => {
  if (faults.take('session_cut') !== null) return { type: 'cut' };
  if (faults.take('session_hang') !== null) return { type: 'hang' };
  const serverProtocolVersion = thriftTypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8;
  if (faults.take('session_refused') !== null) {
    const status = failure('Cannot open a session: the limit of sessions is reached.', '08004');
    return respond(new thriftTypes.TOpenSessionResp({ status, serverProtocolVersion }));
  }
  const session = sessions.open(caller, request.configuration ?? {});
  return respond(
    new thriftTypes.TOpenSessionResp({
      status: success(),
      serverProtocolVersion,
      sessionHandle: new thriftTypes.TSessionHandle({ sessionId: handleOf(session.id) }),
      configuration: {},
      canUseMultipleCatalogs: true,
    }),
  );
};

const closeSession: Handler<{ sessionHandle: TSessionHandle }> = (request, caller, { sessions }) => {
  const id = uuidOf(request.sessionHandle?.sessionId);
  const session = sessions.find(id, caller);
  if (session !== null) sessions.close(session);
  const status = session === null ? invalidHandle('SessionHandle', id) : success();
  return respond(new thriftTypes.TCloseSessionResp({ status }));
};

const executeStatement: Handler<TExecuteStatementReq> = async (request, caller, deps) => {
  const { faults, sessions, world, received: all } = deps;
  const id = uuidOf(request.sessionHandle?.sessionId);
  const session = sessions.find(id, caller);
  if (session === null) {
    return respond(new thriftTypes.TExecuteStatementResp({ status: invalidHandle('SessionHandle', id) }));
  }
  const received = record(request, session, world.now());
  all.push(received);
  const stopper = faults.take('cut_before', request.statement) ?? faults.take('hang', request.statement);
  if (stopper !== null) {
    received.outcome = 'not_run';
    return { type: stopper.kind === 'hang' ? 'hang' : 'cut' };
  }
  const operation = execute({ request, session, received, faults, world, log: deps.log });
  const spoiler = faults.take('cut_after', request.statement) ?? faults.take('garbage', request.statement);
  if (spoiler !== null) {
    await operation.ended;
    return { type: spoiler.kind === 'garbage' ? 'garbage' : 'cut' };
  }
  const rowsMax = request.getDirectResults?.maxRows as { toNumber(): number } | undefined;
  if (rowsMax) await endOrWait(operation.ended, deps.directWaitMs);
  return respond(
    new thriftTypes.TExecuteStatementResp({
      status: success(),
      operationHandle: operationHandle(operation),
      ...(rowsMax ? { directResults: directResults(operation, rowsMax.toNumber()) } : {}),
    }),
  );
};

async function endOrWait(ended: Promise<void>, maxMs: number): Promise<void> {
  const { promise: waited, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, maxMs);
  await Promise.race([ended, waited]);
  clearTimeout(timer);
}

type OnOperation = { readonly operationHandle: TOperationHandle };

const getOperationStatus: Handler<OnOperation> = (request, caller, { sessions, faults }) => {
  const id = uuidOf(request.operationHandle?.operationId);
  const found = sessions.findOperation(id, caller);
  if (found === null) {
    return respond(new thriftTypes.TGetOperationStatusResp({ status: invalidHandle('OperationHandle', id) }));
  }
  if (faults.take('status_cut', found.operation.text) !== null) return { type: 'cut' };
  if (faults.take('status_refused', found.operation.text) !== null) {
    return respond(new thriftTypes.TGetOperationStatusResp({ status: CALL_REFUSED }));
  }
  return respond(operationStatus(found.operation));
};

const getResultSetMetadata: Handler<OnOperation> = (request, caller, { sessions }) => {
  const id = uuidOf(request.operationHandle?.operationId);
  const found = sessions.findOperation(id, caller);
  if (found !== null) return respond(resultMetadata(found.operation));
  return respond(new thriftTypes.TGetResultSetMetadataResp({ status: invalidHandle('OperationHandle', id) }));
};

const fetchResults: Handler<TFetchResultsReq> = (request, caller, { sessions, faults }) => {
  const id = uuidOf(request.operationHandle?.operationId);
  const found = sessions.findOperation(id, caller);
  if (found === null) {
    return respond(new thriftTypes.TFetchResultsResp({ status: invalidHandle('OperationHandle', id) }));
  }
  if (faults.take('fetch_cut', found.operation.text) !== null) return { type: 'cut' };
  if (faults.take('fetch_refused', found.operation.text) !== null) {
    return respond(new thriftTypes.TFetchResultsResp({ status: CALL_REFUSED }));
  }
  if (request.orientation === thriftTypes.TFetchOrientation.FETCH_FIRST) found.operation.fetchedRows = 0;
  return respond(nextRows(found.operation, (request.maxRows as { toNumber(): number }).toNumber()));
};

const cancelOperation: Handler<TCancelOperationReq> = (request, caller, { sessions }) => {
  const id = uuidOf(request.operationHandle?.operationId);
  const found = sessions.findOperation(id, caller);
  found?.operation.cancel();
  const status = found === null ? invalidHandle('OperationHandle', id) : success();
  return respond(new thriftTypes.TCancelOperationResp({ status }));
};

const closeOperation: Handler<OnOperation> = (request, caller, { sessions }) => {
  const id = uuidOf(request.operationHandle?.operationId);
  const found = sessions.findOperation(id, caller);
  found?.operation.cancel();
  found?.session.operations.delete(id);
  const status = found === null ? invalidHandle('OperationHandle', id) : success();
  return respond(new thriftTypes.TCloseOperationResp({ status }));
};

const getInfo: Handler<TGetInfoReq> = (request) => {
  const isVersion = request.infoType === thriftTypes.TGetInfoType.CLI_DBMS_VER;
  const infoValue = new thriftTypes.TGetInfoValue({ stringValue: isVersion ? '4.0.0' : 'Spark SQL' });
  return respond(new thriftTypes.TGetInfoResp({ status: success(), infoValue }));
};

const HANDLERS: { readonly [method: string]: Handler<never> } = {
  OpenSession: openSession,
  CloseSession: closeSession,
  ExecuteStatement: executeStatement,
  GetOperationStatus: getOperationStatus,
  GetResultSetMetadata: getResultSetMetadata,
  FetchResults: fetchResults,
  CancelOperation: cancelOperation,
  CloseOperation: closeOperation,
  GetInfo: getInfo,
};

export async function answer(
  method: string,
  request: unknown,
  caller: Principal,
  deps: ServiceDeps,
): Promise<Reply> {
  const handler = HANDLERS[method];
  if (handler === undefined || request === undefined) return { type: 'unknown_method' };
  if (deps.faults.take('stopped') !== null) return { type: 'stopped' };
  return handler(request as never, caller, deps);
}
