import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/**
 * What stands before a sealed text: which way it was sealed, and by which key (`keyIdBytes`). Another way gets
 * another number, and both are read until nothing is left of the first.
 */
const aes256Gcm = 1;
const keyIdBytes = 4;
const headerBytes = 1 + keyIdBytes;
const nonceBytes = 12;
const tagBytes = 16;

type SealingKey = { header: Buffer; key: Buffer };

/**
 * Seals short texts (AES-256-GCM) so that what keeps them can neither read nor change them. `purpose` derives
 * a key of its own from the secret: what was sealed for one use opens in no other.
 * @param secret one a line, the newest first: it seals, and all of them open (OWASP ASVS 5.0 §11.2.2). Empty in a
 * process that was given none, which then seals nothing
 */
export function createEncryption(secret: string, purpose: string) {
  const keys = listSecrets(secret).map((each): SealingKey => {
    const id = deriveKey(each, 'key id').subarray(0, keyIdBytes);
    return { header: Buffer.concat([Buffer.of(aes256Gcm), id]), key: deriveKey(each, purpose) };
  });
  const [newest] = keys;
  /** `about` (an id, say) is bound to the text: moved to another row, it does not open. */
  const encrypt = (about: string, text: string): string => {
    // Under a key of nothing it would be as good as in the clear.
    if (!newest) throw new Error(`This process was given no secret to seal with (${purpose}).`);
    const nonce = randomBytes(nonceBytes);
    const aad = Buffer.concat([newest.header, Buffer.from(about)]);
    const cipher = createCipheriv('aes-256-gcm', newest.key, nonce).setAAD(aad);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([newest.header, nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  };
  /** Undefined for what was not sealed with one of these keys for this purpose and about this. */
  const decrypt = (about: string, sealed: string): string | undefined => {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const { header, key } of keys) {
      const opened = bytes.subarray(0, headerBytes).equals(header)
        ? open(bytes.subarray(headerBytes), key, Buffer.concat([header, Buffer.from(about)]))
        : undefined;
      // The first installations sealed without a header.
      const text = opened ?? open(bytes, key, Buffer.from(about));
      if (text !== undefined) return text;
    }
    return undefined;
  };
  return {
    encrypt,
    decrypt,
    /** The same text, sealed by the newest key; undefined where it is already, or does not open. */
    renew: (about: string, sealed: string): string | undefined => {
      const header = Buffer.from(sealed, 'base64url').subarray(0, headerBytes);
      if (newest && header.equals(newest.header)) return undefined;
      const text = decrypt(about, sealed);
      return text === undefined ? undefined : encrypt(about, text);
    },
    /**
     * Fingerprints (HMAC-SHA256) that say whether a text is the same one, without revealing it: by each key, the
     * newest first.
     */
    fingerprints: (about: string, text: string): string[] =>
      keys.map(({ key }) =>
        createHmac('sha256', key)
          .update(JSON.stringify([about, text]))
          .digest('base64url'),
      ),
  };
}

function open(bytes: Buffer, key: Buffer, aad: Buffer): string | undefined {
  try {
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(aad).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const opened = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  } catch {
    return undefined;
  }
}

/** 32 bytes that belong to one purpose of a secret (HKDF-SHA256, RFC 5869); of several, of the newest. */
export function deriveKey(secret: string, purpose: string): Buffer {
  const [newest = ''] = listSecrets(secret);
  return Buffer.from(hkdfSync('sha256', newest, '', `strongroom ${purpose}`, 32));
}

function listSecrets(secret: string): string[] {
  return secret
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
