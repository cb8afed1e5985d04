import type { App } from '../../app.ts';
import { readFactors, hasFactor } from '../second-factor/second-factor.ts';
import {
  createSession,
  SecondFactorNeeded,
  type OpenedSession,
  type SigningInPerson,
  type SignInOrigin,
} from '../sessions/open-session.ts';
import { isProviderTrusted } from './identity-link.ts';
import { createSignInTicket } from '../sessions/sign-in-ticket.ts';
import type { ProviderIdentity } from './read-claims.ts';

/**
 * Opens a session for a person whom the firm's provider has signed in (sso-flow.ts).
 * @throws SecondFactorNeeded when they have a second factor here, and did not agree that the provider's stands
 * for it or proved none there
 */
export async function openSsoSession(
  app: Pick<App, 'config' | 'database'>,
  {
    person,
    identity,
    origin,
  }: {
    person: SigningInPerson;
    identity: ProviderIdentity;
    origin: SignInOrigin;
  },
): Promise<OpenedSession> {
  const way = 'single-sign-on';
  const { strong } = identity;
  const { factors, trusted } = await app.database.asProcess(async (tx) => ({
    factors: await readFactors(tx, person.id),
    trusted: await isProviderTrusted(tx, person.id, identity.issuer),
  }));
  if (hasFactor(factors) && !(strong && trusted))
    throw new SecondFactorNeeded(createSignInTicket(app, person, way), factors);
  // A person whom the provider let through without asking has proved nothing now.
  const confirmedAt = identity.provedAt ?? new Date(0);
  return createSession(app, person, { ...origin, way, factorProved: strong && trusted, strong, confirmedAt });
}
