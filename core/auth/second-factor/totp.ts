import { Secret, TOTP } from 'otpauth';

/** What every authenticator app assumes (RFC 6238 §1.2, §4.1). */
const totpParameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A clock may be one step off, either way. */
const window = 1;

/** Creates a seed: 160 bits from the system's generator (RFC 4226 §4, R6), in base32. */
export function createTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that an authenticator app reads from a QR code. */
export function buildOtpauthUri(seed: string, email: string): string {
  return new TOTP({
    ...totpParameters,
    issuer: 'Strongroom',
    label: email,
    secret: Secret.fromBase32(seed),
  }).toString();
}

/** The time step to which a code belongs, or undefined when it is not a current one. */
export function findTimeStep(seed: string, code: string): bigint | undefined {
  const timestamp = Date.now();
  const delta = TOTP.validate({
    ...totpParameters,
    secret: Secret.fromBase32(seed),
    token: code,
    timestamp,
    window,
  });
  return delta === null
    ? undefined
    : BigInt(TOTP.counter({ period: totpParameters.period, timestamp }) + delta);
}
