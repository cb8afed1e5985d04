import type { App } from '../../app.ts';
import { authorize } from '../../access/authorize.ts';
import type { Actor } from '../../actor.ts';
import { checkOwnPassword } from '../passwords/check-own-password.ts';
import { recordConfirmation } from './session.ts';

/**
 * Confirms by their password that the actor is still the person who signed in.
 * @returns the token that their session has from now on
 * @throws Problem `not-allowed`, `wrong-credentials`, `too-many-attempts`
 */
export async function confirmByPassword(
  app: Pick<App, 'database' | 'rateLimits' | 'metrics' | 'turns'>,
  actor: Actor,
  password: string,
): Promise<string> {
  await authorize(app, actor, 'manage your own account');
  await checkOwnPassword(app, actor, password);
  return recordConfirmation(app, actor);
}
