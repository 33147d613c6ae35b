/**
 * The log, by pino. Each line is masked as a whole just before it is written: whatever a driver, an engine or Slack has
 * said in an error, and in whichever member of it.
 */
import { type DestinationStream, type Logger, pino } from 'pino';
import { isCheckpointLine } from '../audit/checkpoint.ts';
import type { Json } from '../journal/json.ts';
import { maskJson, maskText } from '../pii/mask.ts';

export function openLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, hooks: { streamWrite: maskedLine } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** The members that pino writes itself are numbers of its own. */
function maskedLine(line: string): string {
  try {
    return `${JSON.stringify(masked(JSON.parse(line) as { readonly [member: string]: Json }))}\n`;
  } catch {
    return `${maskText(line.trimEnd())}\n`;
  }
}

/** Digits of a hash may be a card number's by chance; masked, the checkpoint could be verified no more. */
function masked(logged: { readonly [member: string]: Json }): Json {
  const { checkpoint } = logged;
  return { ...(maskJson(logged) as object), ...(isCheckpointLine(checkpoint) ? { checkpoint } : {}) };
}
