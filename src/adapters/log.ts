/**
 * The log, by pino. Each line is masked as a whole just before it is written: whatever a driver, an engine or Slack has
 * said in an error, and in whichever member of it.
 */
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Json } from '../journal/json.ts';
import { maskJson, maskText } from '../pii/mask.ts';

export function openLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, hooks: { streamWrite: maskedLine } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** The members that pino writes itself are numbers of its own. */
function maskedLine(line: string): string {
  try {
    return `${JSON.stringify(maskJson(JSON.parse(line) as Json))}\n`;
  } catch {
    return `${maskText(line.trimEnd())}\n`;
  }
}
