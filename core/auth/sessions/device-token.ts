import { randomUUID } from 'node:crypto';
import type { App } from '../../app.ts';
import { createEncryption } from '../../platform/encryption.ts';

/**
 * A mark for the browser in which a person has just signed in, sealed for their address: no secret that lets anybody in, only the
 * proof that whoever tries here is not a stranger (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 */
export function createDeviceToken({ config }: Pick<App, 'config'>, email: string): string {
  return createEncryption(config.sealingKey, 'known devices').encrypt(email, randomUUID());
}

/** The device that a mark belongs to, or undefined when it was not given out for this address. */
export function findKnownDevice(
  { config }: Pick<App, 'config'>,
  email: string,
  deviceToken: string | undefined,
): string | undefined {
  return deviceToken === undefined
    ? undefined
    : createEncryption(config.sealingKey, 'known devices').decrypt(email, deviceToken);
}
