import type { App } from '../core/app.ts';
import { resealSeeds } from '../core/auth/second-factor/second-factor.ts';
import { resealClientSecret } from '../core/auth/single-sign-on/sso-settings.ts';
import { resealMailPassword } from '../core/mail/mail-settings.ts';

/**
 * Seals anew, by the newest key of `secrets/sealing_key`, what is stored for good under an older one. After it
 * nothing but recovery codes needs the older. May be repeated, and by several servers at once.
 * @returns how many
 */
export async function resealSecrets(app: Pick<App, 'config' | 'database'>): Promise<number> {
  // Nothing is written in a copy for reading.
  if (app.config.copyOf !== '') return 0;
  const counts = [await resealSeeds(app), await resealMailPassword(app), await resealClientSecret(app)];
  return counts.reduce((sum, count) => sum + count, 0);
}
