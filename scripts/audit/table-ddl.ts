/** The audit table as the bot wants it. A test holds the bot's own words against these. */
import { CannotLook } from './store.ts';

const COLUMNS = [
  ['kind', 'STRING', 'incident, approval, checklist, …'],
  ['id', 'STRING', 'INC-7'],
  ['number', 'BIGINT', 'of the entry in its document, from 1'],
  ['atMs', 'BIGINT', 'by the store, in milliseconds since 1970'],
  ['time', 'TIMESTAMP', 'the same, to read'],
  ['event', 'STRING', 'JSON; its bytes are what the hash is over'],
  ['stateHash', 'STRING', 'of the state that the event led to'],
  ['previous', 'STRING', 'hash of the entry before'],
  ['hash', 'STRING', null],
] as const;

const PROPERTIES = {
  'delta.appendOnly': 'true',
  'delta.isolationLevel': 'Serializable',
  'delta.enableDeletionVectors': 'false',
} as const;

export function tableDdl(name: string): string {
  if (!/^\w+\.\w+\.\w+$/.test(name))
    throw new CannotLook('--table must be the three parts of its name, as in main.audit.four_eyes_entries.');
  const columns = COLUMNS.map(
    ([column, type, comment]) =>
      `  ${column} ${type} NOT NULL${comment === null ? '' : ` COMMENT '${comment}'`}`,
  );
  const properties = Object.entries(PROPERTIES).map(([key, value]) => `'${key}' = '${value}'`);
  return [
    `CREATE TABLE ${name.replaceAll(/\w+/g, '`$&`')} (`,
    columns.join(',\n'),
    ') USING DELTA',
    "COMMENT 'Four Eyes: what was asked for, decided and done'",
    `TBLPROPERTIES (${properties.join(', ')})`,
  ].join('\n');
}
