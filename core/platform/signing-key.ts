import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { deriveKey } from './encryption.ts';

/** What stands before the 32 bytes of an Ed25519 private key in PKCS#8 (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export type Signer = {
  /** SPKI in base64: what everybody may have, and checks a signature with. */
  publicKey: string;
  /** The Ed25519 signature of a text, in base64. */
  sign: (text: string) => string;
};

/**
 * A key pair that belongs to one purpose of a secret: the same each time, so that nothing but the secret
 * needs to be kept.
 */
export function createSigner(secret: string, purpose: string): Signer {
  const seed = deriveKey(secret, purpose);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  return {
    publicKey: exportPublicKey(key),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

function exportPublicKey(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}
