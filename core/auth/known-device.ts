import { randomUUID } from 'node:crypto';
import type { App } from '../app.ts';
import { createSeal } from '../platform/seal.ts';

/**
 * A mark for the browser in which a person has just signed in, sealed for their address: no secret that lets anybody in, only the
 * proof that whoever tries here is not a stranger (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 */
export function markDevice({ config }: Pick<App, 'config'>, email: string): string {
  return createSeal(config.sealingKey, 'known devices').close(email, randomUUID());
}

/** The device that a mark belongs to, or undefined when it was not given out for this address. */
export function knownDevice(
  { config }: Pick<App, 'config'>,
  email: string,
  mark: string | undefined,
): string | undefined {
  return mark === undefined ? undefined : createSeal(config.sealingKey, 'known devices').open(email, mark);
}
