import { createHash } from 'node:crypto';
import { canonicalJson } from '../journal/json.ts';
import type { Bill } from './state.ts';

/** SHA-256, in hex, over everything that would be sent: the exact bytes, values, warehouse, principal, drill. */
export function fingerprintOf(bill: Bill): string {
  return createHash('sha256').update(canonicalJson(bill)).digest('hex');
}
