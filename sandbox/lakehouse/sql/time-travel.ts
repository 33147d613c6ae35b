import type { Cursor } from './cursor.ts';
import type { TimeTravel } from './scope.ts';

/** `VERSION AS OF 3` or `TIMESTAMP AS OF '2026-01-31T12:00:00Z'` behind a table; null where neither stands. */
export function parseTimeTravel(cursor: Cursor): TimeTravel {
  if (cursor.takeWords('VERSION', 'AS', 'OF')) {
    const token = cursor.next();
    const isVersion = (token.type === 'number' || token.type === 'string') && /^\d{1,15}$/.test(token.value);
    return isVersion ? { version: Number(token.value) } : cursor.refuse(token);
  }
  if (cursor.takeWords('TIMESTAMP', 'AS', 'OF')) {
    const token = cursor.next();
    return token.type === 'string' ? { timestamp: token.value } : cursor.refuse(token);
  }
  return null;
}
