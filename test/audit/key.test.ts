/** AUDIT_KEY: what is taken, what is refused, and what it signs. */
import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { auditSigner, isAuditKey } from '../../src/audit/key.ts';
import { loadConfig } from '../../src/config.ts';
import { newKeys } from './fixtures.ts';

const keys = newKeys();
const madeUp = (byte: number) =>
  Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, byte)]).toString(
    'base64',
  );
const der = (type: 'x25519' | 'ed448') =>
  generateKeyPairSync(type as 'x25519')
    .privateKey.export({ format: 'der', type: 'pkcs8' })
    .toString('base64');

test('a key signs what the public half of it verifies, the same text always alike', () => {
  expect(isAuditKey(keys.privateText)).toBe(true);
  const sign = auditSigner(keys.privateText);
  expect(sign('a line')).toBe(sign('a line'));
  expect(verify(null, Buffer.from('a line'), keys.publicKey, Buffer.from(sign('a line'), 'base64url'))).toBe(
    true,
  );
  expect(verify(null, Buffer.from('b line'), keys.publicKey, Buffer.from(sign('a line'), 'base64url'))).toBe(
    false,
  );
});

describe('what is no key is refused at the start, with what to do, and not repeated', () => {
  test.each([
    ['a placeholder', 'changeme'],
    ['a sentence', 'your audit key'],
    ['the public key', keys.publicText],
    ['a key that is cut off', keys.privateText.slice(0, -8)],
    ['a key of one byte, thirty-two times', madeUp(0)],
    ['another', madeUp(0xab)],
    ['a key for something else', der('x25519')],
    ['a key of another curve', der('ed448')],
    ['a key in quotes', `"${keys.privateText}"`],
    ['a key with a line break in it', `${keys.privateText.slice(0, 32)}\n${keys.privateText.slice(32)}`],
    ['a PEM header', ['-----BEGIN ', 'PRIVATE KEY-----'].join('')],
  ])('%s', (_, given) => {
    const loaded = loadConfig({ AUDIT_KEY: given });
    const told = loaded.ok ? [] : loaded.problems.filter((problem) => problem.startsWith('AUDIT_KEY'));
    expect(told).toEqual([
      'AUDIT_KEY is not usable; it is an Ed25519 private key in one line of base64, as npm run audit -- key makes it',
    ]);
  });
});
