import { generateKeyPairSync } from 'node:crypto';

/** Ed25519, each as one line of base64 over DER: the private one as PKCS #8, the public one as SPKI. */
export function newKey(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}
