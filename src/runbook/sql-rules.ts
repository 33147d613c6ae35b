/** What a statement of the runbook may be: a check's is one single read, an action's one change of a known kind. */
import { lexTemplate, type Token } from './sql-template.ts';

const READS = new Set(['SELECT', 'WITH', 'DESCRIBE', 'SHOW', 'EXPLAIN']);

const CHANGES = new Set([
  'RESTORE',
  'GRANT',
  'REVOKE',
  'ALTER',
  'OPTIMIZE',
  'VACUUM',
  'ANALYZE',
  'REFRESH',
  'UNDROP',
]);

/**
 * Words that begin or carry a change. They are refused wherever they stand unquoted, not only at the start: Spark takes
 * `WITH … INSERT` and `FROM … INSERT`, and what EXPLAIN runs differs by version. A column of such a name is written in backticks.
 */
const WRITING_WORDS = new Set(
  `INSERT UPDATE DELETE MERGE INTO OVERWRITE CREATE DROP ALTER TRUNCATE UNDROP GRANT REVOKE DENY RESTORE VACUUM OPTIMIZE
   COPY CLONE CONVERT REORG FSCK MSCK REPAIR ANALYZE REFRESH CACHE UNCACHE CLEAR LOAD EXPORT IMPORT PUT REMOVE CALL EXECUTE
   BEGIN DECLARE SET RESET USE SYNC APPLY KILL`.split(/\s+/),
);

/** Functions through which a SELECT reaches beyond the tables: other machines, files, secrets, the JVM. */
const REACHING_FUNCTIONS = new Set(
  `HTTP_REQUEST REMOTE_QUERY READ_FILES CLOUD_FILES READ_KAFKA READ_KINESIS READ_PUBSUB READ_PULSAR READ_STATESTORE SECRET
   TRY_SECRET REFLECT TRY_REFLECT JAVA_METHOD AI_QUERY LIST_SECRETS`.split(/\s+/),
);

/** Why the statement is not one single read; nothing when it is. */
export function readProblems(template: string): readonly string[] {
  const { tokens, problems } = lexTemplate(template);
  if (problems.length > 0) return problems;
  const first = wordAt(tokens, 0);
  if (first === undefined || !READS.has(first)) {
    return [`is not a read: it must start with ${[...READS].join(', ')}`];
  }
  const showCreate = first === 'SHOW' && wordAt(tokens, 1) === 'CREATE';
  const body = showCreate ? tokens.slice(2) : tokens;
  const writing = body.find((token) => token.kind === 'word' && WRITING_WORDS.has(token.text.toUpperCase()));
  if (writing !== undefined) {
    return [
      `is not only a read: it has ${writing.text.toUpperCase()} (a column of that name goes into backticks)`,
    ];
  }
  return reachingProblems(tokens);
}

const DRY_RUN = /^VACUUM \{\} RETAIN (?:\{\}|\d+) HOURS DRY RUN$/;

/** Why the statement is not VACUUM's rehearsal, which lists what it would delete; nothing when it is, to the last word. */
export function dryRunProblems(template: string): readonly string[] {
  const { tokens, problems } = lexTemplate(template);
  if (problems.length > 0) return problems;
  const shape = tokens.map(({ kind, text, member }) =>
    kind === 'hole' && member === undefined ? '{}' : text.toUpperCase(),
  );
  return DRY_RUN.test(shape.join(' ')) ? [] : ['is not VACUUM {table} RETAIN {hours} HOURS DRY RUN'];
}

/** Why the statement cannot be an action's. Its parameters are all in its text: what is approved is what is sent. */
export function changeProblems(template: string): readonly string[] {
  const { tokens, problems } = lexTemplate(template);
  if (problems.length > 0) return problems;
  const first = wordAt(tokens, 0);
  if (first === undefined || !CHANGES.has(first)) {
    return [`is not a change that an action may make: it must start with ${[...CHANGES].join(', ')}`];
  }
  const marker = tokens.find((token) => token.kind === 'marker');
  if (marker !== undefined) {
    return [`binds :${marker.text}, but what is approved must be whole: write {${marker.text}}`];
  }
  return reachingProblems(tokens);
}

function reachingProblems(tokens: readonly Token[]): readonly string[] {
  const reaching = tokens.find(
    (token) =>
      (token.kind === 'word' || token.kind === 'quoted') &&
      REACHING_FUNCTIONS.has(token.text.replaceAll('`', '').toUpperCase()),
  );
  return reaching === undefined ? [] : [`calls ${reaching.text}, which reaches beyond the tables`];
}

function wordAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  return token?.kind === 'word' ? token.text.toUpperCase() : undefined;
}
