import { type Logger, LogLevel } from '@slack/bolt';

export type Log = {
  readonly debug: (fields: object, text: string) => void;
  readonly info: (fields: object, text: string) => void;
  readonly warn: (fields: object, text: string) => void;
  readonly error: (fields: object, text: string) => void;
};

/** Bolt's log lines into ours. */
export function boltLogger(log: Log): Logger {
  const words = (parts: unknown[]): string => parts.map(String).join(' ');
  return {
    debug: (...parts) => log.debug({}, words(parts)),
    info: (...parts) => log.info({}, words(parts)),
    warn: (...parts) => log.warn({}, words(parts)),
    error: (...parts) => log.error({}, words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
