/** Checkpoints as they left the store: one line each, somewhere in a log or in what a person copied. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { CannotLook } from './store.ts';

export type Line = {
  readonly number: number;
  readonly time: string;
  readonly documents: number;
  readonly hash: string;
};

export type ReadLines = {
  readonly lines: readonly Line[];
  /** Whole, and yet signed by none of the keys. */
  readonly unsigned: readonly Line[];
  /** How often a line began and was not whole. */
  readonly cut: number;
};

const START = 'four-eyes-checkpoint ';
const WHOLE =
  /(four-eyes-checkpoint (\d{1,15}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) documents=(\d{1,15}) sha256=([0-9a-f]{64})) ed25519=([\w-]{86})(?![\w-])/g;

export async function readLines(
  texts: AsyncIterable<string> | Iterable<string>,
  keys: readonly KeyObject[],
): Promise<ReadLines> {
  const lines: Line[] = [];
  const unsigned: Line[] = [];
  let cut = 0;
  for await (const text of texts) {
    let found = 0;
    for (const [, signed = '', number, time = '', documents, hash = '', signature = ''] of text.matchAll(
      WHOLE,
    )) {
      found += 1;
      const line = { number: Number(number), time, documents: Number(documents), hash };
      (isSigned(signed, signature, keys) ? lines : unsigned).push(line);
    }
    cut += text.split(START).length - 1 - found;
  }
  return { lines, unsigned, cut };
}

/** What the bot signs is the line up to the signature. */
export function isSigned(text: string, signature: string, keys: readonly KeyObject[]): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // One text for one signature: base64 leaves bits open that say nothing.
  if (bytes.toString('base64url') !== signature) return false;
  return keys.some((key) => verify(null, Buffer.from(text), key, bytes));
}

/** SPKI in DER, as one line of base64: what `key` prints. */
export function publicKey(text: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below.
  }
  throw new CannotLook(
    '--key must be the public key, one line of base64, as npm run audit -- key prints it.',
  );
}
