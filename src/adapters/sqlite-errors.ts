/** SQLite's errors as ours. `errcode` is SQLite's extended result code; its low byte is the primary one. */
import { AppError, type ErrorCode } from '../errors.ts';

/** https://sqlite.org/rescode.html: PERM BUSY LOCKED NOMEM READONLY IOERR CORRUPT FULL CANTOPEN NOTADB */
const environmentCodes = new Set([3, 5, 6, 7, 8, 10, 11, 13, 14, 26]);

export const busyCode = 5;
export const notADatabaseCode = 26;

export function primaryCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

export function asAppError(error: unknown, code?: ErrorCode): AppError {
  if (error instanceof AppError) return error;
  const primary = primaryCode(error);
  const fits = primary !== null && environmentCodes.has(primary) ? 'unavailable' : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  return new AppError(code ?? fits, `The journal's database answered: ${message}.`, error);
}
