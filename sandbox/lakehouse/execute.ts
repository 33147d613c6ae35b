/** ExecuteStatement: from the text to a running operation, with everything recorded that arrived. */
import { randomUUID } from 'node:crypto';
import type { TExecuteStatementReq } from '@databricks/sql/thrift/TCLIService_types.js';
import { EngineError, insufficientPermissions } from './errors.ts';
import type { FaultSource } from './faults.ts';
import { type Operation, type OperationState, startOperation } from './operation.ts';
import { type LoggedQuery, STATUSES } from './query-log.ts';
import type { Result } from './result.ts';
import type { Session } from './sessions.ts';
import type { Parameter } from './sql/scope.ts';
import { parseStatement } from './statements/parse.ts';
import type { World } from './statements/statement.ts';

/** One statement as it arrived. `outcome` moves on as it runs; `not_run`: a fault kept it from the engine. */
export type Received = {
  readonly text: string;
  readonly principal: string;
  readonly parameters: { readonly [name: string]: string | null };
  readonly configuration: { readonly [name: string]: string };
  /** `key:value,key:value`, as the driver writes them; the statement's own, or else its session's. */
  readonly queryTags: string | null;
  readonly atMs: number;
  outcome: OperationState | 'not_run';
  errorClass: string | null;
};

export function record(request: TExecuteStatementReq, session: Session, nowMs: number): Received {
  const parameters = [...parametersOf(request)].map(([name, { value }]) => [name, value] as const);
  return {
    text: request.statement,
    principal: session.owner.principal,
    parameters: Object.fromEntries(parameters),
    configuration: session.configuration,
    queryTags: request.confOverlay?.query_tags ?? session.configuration.QUERY_TAGS ?? null,
    atMs: nowMs,
    outcome: 'running',
    errorClass: null,
  };
}

export type Execution = {
  readonly request: TExecuteStatementReq;
  readonly session: Session;
  readonly received: Received;
  readonly faults: FaultSource;
  readonly world: World;
  readonly log: LoggedQuery[];
};

export function execute({ request, session, received, faults, world, log }: Execution): Operation {
  const text = request.statement;
  const logged = entryFor(received, session);
  log.push(logged);
  const refusal = faults.take('error', text);
  const slow = faults.take('slow', text);
  const endless = faults.take('endless', text);
  const queued = faults.take('queued', text);
  const operation = startOperation({
    id: logged.statementId,
    text,
    queuedMs: queued?.ms ?? 0,
    startAfterMs: endless === null ? (slow?.ms ?? 0) : null,
    long: faults.take('long', text),
    timeoutMs: statementTimeoutMs(session.configuration),
    run: async () => {
      if (refusal !== null) throw new EngineError(refusal.errorClass, refusal.sqlState, refusal.message);
      return run(request, session, world);
    },
    onQueue: (isQueued) => {
      logged.status = isQueued ? 'QUEUED' : 'RUNNING';
    },
    onEnd: (state, error, result) => {
      received.outcome = state;
      received.errorClass = error?.errorClass ?? null;
      logged.status = STATUSES[state];
      logged.errorMessage = error?.message ?? null;
      logged.endMs = world.now();
      logged.rowCount = result?.rows.length ?? 0;
    },
  });
  session.operations.set(operation.id, operation);
  return operation;
}

function entryFor({ text, principal, atMs }: Received, session: Session): LoggedQuery {
  return {
    statementId: randomUUID(),
    sessionId: session.id,
    text,
    principal,
    startMs: atMs,
    endMs: null,
    status: 'RUNNING',
    errorMessage: null,
    rowCount: 0,
  };
}

async function run(request: TExecuteStatementReq, session: Session, world: World): Promise<Result> {
  const { principal, may } = session.owner;
  const plan = parseStatement(request.statement, { principal, parameters: parametersOf(request) }, world);
  const [changed] = plan.changes;
  if (changed !== undefined && may !== 'change' && plan.looksAtGrants !== true)
    throw insufficientPermissions('MODIFY', 'Table', changed);
  return plan.run();
}

function parametersOf(request: TExecuteStatementReq): ReadonlyMap<string, Parameter> {
  const named = (request.parameters ?? []).filter(({ name }) => name !== undefined && name !== null);
  return new Map(
    named.map(({ name, type, value }) => [
      String(name),
      { type: type ?? null, value: value?.stringValue ?? null },
    ]),
  );
}

const SECOND_MS = 1_000;

/** In seconds; 0 is none. https://docs.databricks.com/en/sql/language-manual/parameters/statement_timeout.html */
function statementTimeoutMs(configuration: Session['configuration']): number {
  const entry = Object.entries(configuration).find(([name]) => name.toUpperCase() === 'STATEMENT_TIMEOUT');
  return entry === undefined ? 0 : Number(entry[1]) * SECOND_MS;
}
