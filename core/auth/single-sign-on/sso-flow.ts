import { z } from 'zod';
import { authorize } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';
import { sql } from '../../platform/readers.ts';
import { describeProviderError } from '../../platform/identity-provider.ts';
import { isUniqueViolation } from '../../platform/database-errors.ts';
import { createEncryption } from '../../platform/encryption.ts';
import { findLinkedPerson, resolveSsoPerson, linkIdentity } from './resolve-sso-person.ts';
import { type OpenedSession, type SignInOrigin } from '../sessions/open-session.ts';
import { renewSession } from '../renew-session.ts';
import { openSsoSession } from './open-sso-session.ts';
import { readClaims, type ProviderIdentity } from './read-claims.ts';
import { getSsoConfig, type SsoSettings } from './sso-settings.ts';
import { SsoRefused } from './sso-refused.ts';
import { authorityOf, type Actor } from '../../actor.ts';
import { withAuthority } from '../../platform/authority.ts';
import { hashToken } from '../token.ts';

type SsoApp = Pick<App, 'config' | 'database' | 'identityProvider' | 'rateLimits'>;

/**
 * Why somebody is sent to the provider: to sign in; to confirm who they are; to link that account from now
 * on.
 */
export const ssoPurposes = ['enter', 'confirm', 'link'] as const;
export type SsoPurpose = (typeof ssoPurposes)[number];

/** Where the provider sends people back to. */
export const callbackPath = '/single-sign-on/back';
/** How long somebody may look for their phone at the provider. */
const ssoTicketMinutes = 10;
/** What is longer would make the headers too large for nginx: then the person begins at the front page. */
const maxNextLength = 600;

const ssoTicketSchema = z.object({
  purpose: z.enum(ssoPurposes),
  next: z.string(),
  /** The actor, where somebody was signed in: nobody else can finish the flow. */
  sessionId: z.string(),
  until: z.number(),
  pending: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }),
});
type SsoTicket = z.infer<typeof ssoTicketSchema>;

/**
 * What the sign-in page offers: the provider's name, and whether it is the only way. Undefined where single
 * sign-on is off.
 */
export async function findSsoOffer({
  database,
}: Pick<App, 'database'>): Promise<{ name: string; only: boolean } | undefined> {
  const [row] = await database
    .readAsNobody(
      sql<{ name: string; mode: string }>`SELECT name, mode::text FROM single_sign_on WHERE id = 1`,
    )
    .catch((error: unknown) => {
      // The page itself needs no database; it says that the database is unreachable to somebody who signs in.
      if (error instanceof Problem && error.type === 'unavailable') return [];
      throw error;
    });
  return row && row.mode !== 'off' ? { name: row.name, only: row.mode === 'only' } : undefined;
}

/**
 * Starts a flow at the firm's provider. `ticket` is for the person's own browser to keep until they are back:
 * sealed, good once, for ten minutes.
 * @throws SsoRefused; Problem `confirm-first`, `not-allowed` for a link
 */
export async function startSsoFlow(
  app: SsoApp,
  actor: Actor | undefined,
  input: { purpose: SsoPurpose; next: string },
): Promise<{ address: string; ticket: string }> {
  const { purpose, next } = input;
  if (purpose === 'confirm') await authorize(app, getActor(actor), 'manage your own account');
  if (purpose === 'link') await authorize(app, getActor(actor), 'change how you sign in');
  const { settings, provider } = await requireSsoConfig(app);
  const returnTo = app.config.origin + callbackPath;
  const { address, pending } = await app.identityProvider
    .startSignOn(provider, { returnTo, fresh: purpose === 'confirm' })
    .catch((error: unknown) => refuseSso(settings, error));
  const ticket: SsoTicket = {
    purpose,
    next: next.length > maxNextLength ? '' : next,
    sessionId: actor?.sessionId ?? '',
    until: Date.now() + ssoTicketMinutes * 60_000,
    pending,
  };
  return { address, ticket: ssoTicketSeal(app).encrypt('', JSON.stringify(ticket)) };
}

type SsoCallback = { ticket: string | undefined; search: string; origin: SignInOrigin };

/**
 * Finishes what `startSsoFlow` started.
 * @returns where to go on, and the session where one was opened, or the token that the actor's has from now on
 * @throws SsoRefused, audited; SecondFactorNeeded where the person has one here and the provider asked for
 * none
 */
export async function finishSsoFlow(
  app: SsoApp,
  actor: Actor | undefined,
  callback: SsoCallback,
): Promise<{ next: string; opened?: OpenedSession; renewedToken?: string }> {
  try {
    const ticket = await consumeSsoTicket(app, callback.ticket);
    const { settings, provider } = await requireSsoConfig(app);
    const address = new URL(callbackPath + callback.search, app.config.origin);
    const claims = await app.identityProvider
      .finishSignOn(provider, { address, pending: ticket.pending, fresh: ticket.purpose === 'confirm' })
      .catch((error: unknown) => refuseSso(settings, error));
    const identity = readClaims(claims, settings);
    const { next } = ticket;
    if (ticket.purpose !== 'enter') {
      const work = () => confirmOrLink(app, actor, { ticket, identity, settings });
      const renewedToken = await withAuthority(actor && authorityOf(actor), work);
      return { next, ...(renewedToken !== undefined && { renewedToken }) };
    }
    const person = await resolveSsoPerson(app, { settings, identity });
    return { next, opened: await openSsoSession(app, { person, identity, origin: callback.origin }) };
  } catch (error) {
    if (error instanceof SsoRefused) await recordRefusal(app, error);
    throw error;
  }
}

/** Where the next step of a sign-in leads that stopped for a second factor. */
export function readNextPath(app: Pick<App, 'config'>, ticket: string | undefined): string {
  return unsealSsoTicket(app, ticket)?.next ?? '';
}

/** @returns the token that the session has from now on, where it was confirmed */
async function confirmOrLink(
  app: SsoApp,
  actor: Actor | undefined,
  { ticket, identity, settings }: { ticket: SsoTicket; identity: ProviderIdentity; settings: SsoSettings },
): Promise<string | undefined> {
  const { person, sessionId } = getActor(actor);
  if (!sessionId || sessionId !== ticket.sessionId) throw ssoTicketInvalid();
  try {
    return await app.database.asProcess(async (tx) => {
      const linked = await findLinkedPerson(tx, identity);
      if (linked ? linked.id !== person.id : ticket.purpose === 'confirm')
        throw new SsoRefused(
          'somebody else',
          `At ${settings.name} you are not the person who is signed in here. Sign in there as yourself.`,
          {
            personId: person.id,
          },
        );
      if (ticket.purpose === 'link') {
        if (!linked) await linkIdentity(tx, person.id, identity);
        return undefined;
      }
      await recordEvent(tx, { event: 'session.confirmed', personId: person.id });
      return renewSession(tx, sessionId, identity.provedAt ?? new Date(0));
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw ssoTicketInvalid();
    throw error;
  }
}

/** @throws SsoRefused where single sign-on is off */
async function requireSsoConfig(app: SsoApp): Promise<NonNullable<Awaited<ReturnType<typeof getSsoConfig>>>> {
  const config = await getSsoConfig(app);
  if (config && config.settings.mode !== 'off') return config;
  throw new SsoRefused('off', 'Single sign-on is not set up here. Sign in with your password.');
}

function refuseSso({ name }: SsoSettings, error: unknown): never {
  const detail = `Signing in with ${name} did not work: ${describeProviderError(error)}. Try again, or tell your administrator.`;
  // Without the cause: it may hold what the provider says of a person.
  throw new SsoRefused(describeProviderError(error), detail);
}

/** Each ticket once, however often it is sent. @throws SsoRefused */
async function consumeSsoTicket(app: SsoApp, sealed: string | undefined): Promise<SsoTicket> {
  const ticket = unsealSsoTicket(app, sealed);
  if (!ticket || ticket.until < Date.now()) throw ssoTicketInvalid();
  const wait = await app.rateLimits.startDelay(
    `sign-on:${hashToken(ticket.pending.state)}`,
    ssoTicketMinutes * 60,
  );
  if (wait > 0) throw ssoTicketInvalid();
  return ticket;
}

function unsealSsoTicket(app: Pick<App, 'config'>, sealed: string | undefined): SsoTicket | undefined {
  const opened = sealed === undefined ? undefined : ssoTicketSeal(app).decrypt('', sealed);
  return opened === undefined ? undefined : ssoTicketSchema.parse(JSON.parse(opened));
}

function ssoTicketInvalid(): SsoRefused {
  return new SsoRefused(
    'no ticket',
    'This sign-in was used already, took too long or began in another browser. Begin again here.',
  );
}

/** @throws Problem `not-signed-in` */
function getActor(actor: Actor | undefined): Actor {
  if (!actor) throw new Problem('not-signed-in', 'Sign in first; a session ends after a while without use.');
  return actor;
}

async function recordRefusal({ database }: SsoApp, { reason, personId }: SsoRefused): Promise<void> {
  const detail = { way: 'single-sign-on', reason } as const;
  await database.asProcess((tx) =>
    recordEvent(tx, { event: 'session.refused', ...(personId && { personId }), detail }),
  );
}

function ssoTicketSeal({ config }: Pick<App, 'config'>) {
  return createEncryption(config.sealingKey, 'sign-on ticket');
}
