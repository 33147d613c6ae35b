import { createHash } from 'node:crypto';
import { canonicalJson } from '../journal/json.ts';
import type { Bill } from './state.ts';

/** SHA-256, in hex, over everything that would be sent: the exact bytes, values, warehouse, principal, drill. */
export function fingerprintOf(bill: Bill): string {
  return createHash('sha256').update(canonicalJson(bill)).digest('hex');
}

/** How people compare it: the first twelve digits in threes. */
export function shortFingerprint(fingerprint: string): string {
  return (fingerprint.slice(0, 12).match(/.{3}/g) ?? []).join('-');
}
