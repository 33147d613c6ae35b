/** AUDIT_KEY: an Ed25519 private key, PKCS #8 in DER, as one line of base64. Auditors need the public one alone. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Signer } from './checkpoint.ts';

/** A key that somebody made up repeats itself; of 32 random bytes hardly any are alike. */
const DISTINCT_BYTES_MIN = 16;
const SEED_BYTES = 32;

export function isAuditKey(text: string): boolean {
  return keyOf(text) !== null;
}

/** Throws for a text that is no key: ask `isAuditKey` before. */
export function auditSigner(text: string): Signer {
  const key = keyOf(text);
  if (key === null) throw new TypeError('AUDIT_KEY is no Ed25519 private key');
  return (line) => sign(null, Buffer.from(line), key).toString('base64url');
}

function keyOf(text: string): KeyObject | null {
  if (!/^[A-Za-z0-9+/]+=*$/.test(text)) return null;
  const der = Buffer.from(text, 'base64');
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const distinct = new Set(der.subarray(-SEED_BYTES)).size;
    return key.asymmetricKeyType === 'ed25519' && distinct >= DISTINCT_BYTES_MIN ? key : null;
  } catch {
    return null;
  }
}
