/** From what the engine answered to what a request keeps and says of it. */
import type { Cell, Row, SendResult } from '../check/warehouse.ts';
import { type Keep, maskJson, maskText } from '../pii/mask.ts';
import { showHidden } from '../runbook/hidden.ts';
import type { ApprovalEvent } from './events.ts';
import type { Shown } from './state.ts';

const RESULT_VALUES_MAX = 8;
/** Of an error or a value: more belongs into the engine's own log. */
const ENGINE_CHARACTERS_MAX = 1_000;

/** What the engine says may quote the data. Whom the request names stays named. */
export function withoutPersonalData(result: SendResult, keep: Keep): SendResult {
  return result.outcome === 'succeeded'
    ? { ...result, rows: result.rows.map((row) => maskJson(row, keep) as Row) }
    : { ...result, message: maskText(result.message, keep) };
}

export function outcomeEvent(token: string, result: SendResult): ApprovalEvent {
  switch (result.outcome) {
    case 'succeeded':
      return { type: 'succeeded', token, rows: shownRow(result), takenMs: result.takenMs };
    case 'failed':
      return {
        type: 'failed',
        token,
        reason: 'engine_refused',
        text: engineWords(result),
      };
    case 'not_sent':
      return { type: 'failed', token, reason: 'not_sent', text: result.message };
    case 'cancelled':
      return { type: 'answer_lost', text: `The engine gave it up when it was asked to: ${result.message}` };
    case 'unknown':
      return { type: 'answer_lost', text: result.message };
  }
}

/** The engine's own words may be long, and hold what names and data hold. Its class is said once. */
function engineWords({ errorClass, message }: Extract<SendResult, { outcome: 'failed' }>): string {
  const said = message.includes(errorClass) ? message : `${errorClass}: ${message}`;
  return visible(said);
}

function visible(text: string): string {
  const line = showHidden(text.replaceAll(/\s+/g, ' ').trim());
  return line.length <= ENGINE_CHARACTERS_MAX ? line : `${line.slice(0, ENGINE_CHARACTERS_MAX - 1)}…`;
}

/** What the engine says that it did, as it says it: the first row's values. */
export function shownRow(result: Extract<SendResult, { outcome: 'succeeded' }>): Shown[] {
  return Object.entries(result.rows[0] ?? {})
    .flatMap(([label, value]) => figuresIn(value) ?? [[label, value] as const])
    .slice(0, RESULT_VALUES_MAX)
    .map(([label, value]) => ({
      label: label.replaceAll('_', ' '),
      value: visible(String(value ?? 'none')),
    }));
}

/** OPTIMIZE answers with a structure of structures, as JSON: its own figures are what a card has room for. */
function figuresIn(value: Cell): readonly (readonly [string, Cell])[] | null {
  if (typeof value !== 'string' || !value.startsWith('{')) return null;
  try {
    const members = Object.entries(JSON.parse(value) as { readonly [name: string]: Cell | object });
    return members.flatMap(([name, member]) => (typeof member === 'object' ? [] : [[name, member] as const]));
  } catch {
    return null;
  }
}
