import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';

const VALID_DAYS = 30;
const DAY_MS = 86_400_000;

/** A certificate for this machine only, made anew at every start. It is its own authority: trust `certPem` and no other. */
export async function makeCertificate(nowMs: number): Promise<{ certPem: string; keyPem: string }> {
  // A name of its own: of two authorities with one name, OpenSSL tries only the first.
  const made = await generate([{ name: 'commonName', value: `lakehouse ${randomUUID()}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // An hour back, so that a browser or client whose clock is a little behind accepts it.
    notBeforeDate: new Date(nowMs - DAY_MS / 24),
    notAfterDate: new Date(nowMs + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { certPem: made.cert, keyPem: made.private };
}
