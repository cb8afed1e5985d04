import { isIP } from 'node:net';
import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';

/** Where passkeys belong to: browsers bind each to one host name, and sign for pages of one origin. */
export type PasskeySite = { host: string; origin: string };

/**
 * The one site under which passkeys work, or undefined where the appliance has no name: browsers know no
 * passkeys for bare addresses.
 */
export function getPasskeySite({ config }: Pick<App, 'config'>): PasskeySite | undefined {
  const { hostname, origin } = new URL(config.origin);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { host: hostname, origin } : undefined;
}

/** The one site under which passkeys work. @throws Problem `conflict` where there are no passkeys */
export function requirePasskeySite(app: Pick<App, 'config'>): PasskeySite {
  const site = getPasskeySite(app);
  if (site) return site;
  throw new Problem(
    'conflict',
    'Passkeys need a host name, and this appliance is reached by a bare address. Ask your administrator to give it a name.',
  );
}
