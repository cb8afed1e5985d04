import { randomUUID } from 'node:crypto';
import type { App } from '../../app.ts';
import { createEncryption } from '../../platform/encryption.ts';

/**
 * Creates a token for the browser in which a person has just signed in, sealed for their address. It opens
 * nothing: it only proves that somebody who tries here is not a stranger (OWASP, "Slow Down Online Guessing
 * Attacks with Device Cookies").
 */
export function createDeviceToken({ config }: Pick<App, 'config'>, email: string): string {
  return createEncryption(config.sealingKey, 'known devices').encrypt(email, randomUUID());
}

/** The device that a token belongs to, or undefined when it was not issued for this address. */
export function findKnownDevice(
  { config }: Pick<App, 'config'>,
  email: string,
  deviceToken: string | undefined,
): string | undefined {
  return deviceToken === undefined
    ? undefined
    : createEncryption(config.sealingKey, 'known devices').decrypt(email, deviceToken);
}
