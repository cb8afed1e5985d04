import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const host = 'localhost';
const origin = 'https://localhost';
const flags = { present: 0x01, verified: 0x04, attested: 0x40 } as const;

/** What a test bends: a device that was fooled by another site, did not ask for a finger, or was copied. */
type Tampering = { origin?: string; host?: string; unverified?: boolean; counter?: number; handle?: string };
type Challenge = { challenge: string; user?: { id: string } };

/** A security key with one passkey, in software: it makes and signs what WebAuthn Level 3 §6 says, for the server that tests run. */
export class PasskeyDevice {
  readonly id = randomBytes(16).toString('base64url');
  #handle = '';
  readonly #key: KeyObject;
  readonly #coordinates: { x?: string | undefined; y?: string | undefined };

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    this.#coordinates = publicKey.export({ format: 'jwk' });
  }

  register({ challenge, user }: Challenge, bent: Tampering = {}) {
    this.#handle = user?.id ?? '';
    const { x = '', y = '' } = this.#coordinates;
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.from([0, id.length]);
    const key = isoCBOR.encode(cose as never);
    const authData = Buffer.concat([
      buildAuthenticatorData(bent, flags.attested),
      Buffer.alloc(16),
      length,
      id,
      key,
    ]);
    const made = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    const attestationObject = Buffer.from(isoCBOR.encode(made as never)).toString('base64url');
    return this.#credential({
      clientDataJSON: buildClientData('webauthn.create', challenge, bent),
      attestationObject,
      transports: ['usb'],
    });
  }

  sign({ challenge }: Challenge, bent: Tampering = {}) {
    const clientDataJSON = buildClientData('webauthn.get', challenge, bent);
    const data = buildAuthenticatorData(bent);
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    return this.#credential({
      clientDataJSON,
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, hash]), this.#key).toString('base64url'),
      userHandle: bent.handle ?? this.#handle,
    });
  }

  #credential<R>(response: R) {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response };
  }
}

function buildAuthenticatorData(bent: Tampering, more = 0): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(bent.counter ?? 0);
  const said = flags.present | (bent.unverified ? 0 : flags.verified) | more;
  return Buffer.concat([
    createHash('sha256')
      .update(bent.host ?? host)
      .digest(),
    Buffer.from([said]),
    counter,
  ]);
}

function buildClientData(type: string, challenge: string, bent: Tampering): string {
  const data = { type, challenge, origin: bent.origin ?? origin, crossOrigin: false };
  return Buffer.from(JSON.stringify(data)).toString('base64url');
}
