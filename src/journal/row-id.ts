/** Row ids have leading zeros, so that they sort by age as text as well as by number. */
import { AppError } from '../errors.ts';

const digits = 15;

export function rowIdOf(number: number): string {
  return String(number).padStart(digits, '0');
}

export function parseRowId(rowId: string): number {
  if (!/^\d{15}$/.test(rowId)) throw new AppError('invalid', `There is no row ${rowId} in the outbox.`);
  return Number(rowId);
}
