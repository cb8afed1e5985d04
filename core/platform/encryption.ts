import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals short texts (AES-256-GCM) so that what keeps them can neither read nor change them. `purpose` derives
 * a key of its own from the secret: what was sealed for one use opens in no other.
 */
export function createEncryption(secret: string, purpose: string) {
  const key = deriveKey(secret, purpose);
  return {
    /** `about` (an id, say) is bound to the text: moved to another row, it does not open. */
    encrypt(about: string, text: string): string {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    /** A fingerprint (HMAC-SHA256) that says whether a text is the same one, without revealing it. */
    fingerprint: (about: string, text: string): string =>
      createHmac('sha256', key)
        .update(JSON.stringify([about, text]))
        .digest('base64url'),
    /** Undefined for what was not sealed with this key for this purpose and about this. */
    decrypt(about: string, sealed: string): string | undefined {
      const bytes = Buffer.from(sealed, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const opened = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()];
        return Buffer.concat(opened).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** 32 bytes that belong to one purpose of a secret (HKDF-SHA256, RFC 5869). */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `strongroom ${purpose}`, 32));
}
