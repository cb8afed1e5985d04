import { z } from 'zod';
import { authorize } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { Problem } from '../platform/errors.ts';
import { reasonOf } from '../platform/identity-provider.ts';
import { isDuplicate } from '../platform/database.ts';
import { createSeal } from '../platform/seal.ts';
import { requireConfirmed } from './confirm.ts';
import { findLinked, findSigner, linkIdentity } from './find-signer.ts';
import { enterFromElsewhere, type OpenedSession, type SignInOrigin } from './open-session.ts';
import { readClaims, type Identity } from './read-claims.ts';
import { loadSignOn, type SignOnSettings } from './sign-on-settings.ts';
import { SignOnRefused } from './sign-on-refused.ts';
import type { SignedIn } from './signed-in.ts';
import { hashToken } from './token.ts';

type SignOnApp = Pick<App, 'config' | 'database' | 'identityProvider' | 'limits'>;

/** Why somebody is sent to the provider: to come in; to prove once more that it is they; to be known here by that account from now on. */
export const signOnPurposes = ['enter', 'confirm', 'link'] as const;
export type SignOnPurpose = (typeof signOnPurposes)[number];

/** Where the provider sends people back to. */
export const returnPath = '/single-sign-on/back';
/** How long somebody may look for their phone at the provider. */
const waitMinutes = 10;
/** What is longer would make the headers too large for nginx: then the person begins at the front page. */
const longestNext = 600;

const ticketSchema = z.object({
  purpose: z.enum(signOnPurposes),
  next: z.string(),
  /** Who asked, where somebody was signed in: nobody else can end it. */
  sessionId: z.string(),
  until: z.number(),
  pending: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }),
});
type Ticket = z.infer<typeof ticketSchema>;

/** What the sign-in page offers: the provider's name, and whether it is the only way. Undefined where single sign-on is off. */
export async function offerSignOn({
  database,
}: Pick<App, 'database'>): Promise<{ name: string; only: boolean } | undefined> {
  const row = await database
    .lone((client) => client.singleSignOn.findUnique({ where: { id: 1 } }))
    .catch((error: unknown) => {
      // The page itself needs no database: who signs in is told that it is away.
      if (error instanceof Problem && error.type === 'unavailable') return null;
      throw error;
    });
  return row && row.mode !== 'off' ? { name: row.name, only: row.mode === 'only' } : undefined;
}

/**
 * Begins at the firm's provider. `ticket` is for the person's own browser to keep until they are back: sealed, good once, for ten minutes.
 * @throws SignOnRefused; Problem `confirm-first`, `not-allowed` for a link
 */
export async function beginSignOn(
  app: SignOnApp,
  who: SignedIn | undefined,
  wish: { purpose: SignOnPurpose; next: string },
): Promise<{ address: string; ticket: string }> {
  const { purpose, next } = wish;
  if (purpose !== 'enter') await authorize(app, signedIn(who), 'tend your own account');
  if (purpose === 'link') requireConfirmed(signedIn(who));
  const { settings, provider } = await loadOn(app);
  const returnTo = app.config.origin + returnPath;
  const { address, pending } = await app.identityProvider
    .begin(provider, { returnTo, fresh: purpose === 'confirm' })
    .catch((error: unknown) => refuse(settings, error));
  const ticket: Ticket = {
    purpose,
    next: next.length > longestNext ? '' : next,
    sessionId: who?.sessionId ?? '',
    until: Date.now() + waitMinutes * 60_000,
    pending,
  };
  return { address, ticket: sealOf(app).close('', JSON.stringify(ticket)) };
}

type Return = { ticket: string | undefined; search: string; origin: SignInOrigin };

/**
 * Ends what `beginSignOn` began. @returns where to go on, and the session where one was opened
 * @throws SignOnRefused, audited; SecondFactorNeeded where the person has one here and the provider asked for none
 */
export async function finishSignOn(
  app: SignOnApp,
  who: SignedIn | undefined,
  back: Return,
): Promise<{ next: string; opened?: OpenedSession }> {
  try {
    const ticket = await takeTicket(app, back.ticket);
    const { settings, provider } = await loadOn(app);
    const address = new URL(returnPath + back.search, app.config.origin);
    const claims = await app.identityProvider
      .finish(provider, { address, pending: ticket.pending, fresh: ticket.purpose === 'confirm' })
      .catch((error: unknown) => refuse(settings, error));
    const identity = readClaims(claims, settings);
    const { next } = ticket;
    if (ticket.purpose !== 'enter') {
      await actForSignedIn(app, who, { ticket, identity, settings });
      return { next };
    }
    const person = await findSigner(app, { settings, identity });
    return { next, opened: await enterFromElsewhere(app, { person, identity, origin: back.origin }) };
  } catch (error) {
    if (error instanceof SignOnRefused) await recordRefusal(app, error);
    throw error;
  }
}

/** Where the next step of a sign-in leads that stopped for a second factor. */
export function nextOf(app: Pick<App, 'config'>, ticket: string | undefined): string {
  return readTicket(app, ticket)?.next ?? '';
}

async function actForSignedIn(
  app: SignOnApp,
  who: SignedIn | undefined,
  { ticket, identity, settings }: { ticket: Ticket; identity: Identity; settings: SignOnSettings },
): Promise<void> {
  const { person, sessionId } = signedIn(who);
  if (!sessionId || sessionId !== ticket.sessionId) throw begunElsewhere();
  try {
    await app.database.asProcess(async (tx) => {
      const linked = await findLinked(tx, identity);
      if (linked ? linked.id !== person.id : ticket.purpose === 'confirm')
        throw new SignOnRefused(
          'somebody else',
          `At ${settings.name} you are not the person who is signed in here. Sign in there as yourself.`,
          {
            personId: person.id,
          },
        );
      if (ticket.purpose === 'link') {
        if (!linked) await linkIdentity(tx, person.id, identity);
        return;
      }
      const confirmedAt = identity.provedAt ?? new Date(0);
      await tx.session.updateMany({ where: { id: sessionId }, data: { confirmedAt } });
      await recordEvent(tx, { event: 'session.confirmed', personId: person.id });
    });
  } catch (error) {
    if (isDuplicate(error)) throw begunElsewhere();
    throw error;
  }
}

/** @throws SignOnRefused where single sign-on is off */
async function loadOn(app: SignOnApp): Promise<NonNullable<Awaited<ReturnType<typeof loadSignOn>>>> {
  const kept = await loadSignOn(app);
  if (kept && kept.settings.mode !== 'off') return kept;
  throw new SignOnRefused('off', 'Single sign-on is not set up here. Sign in with your password.');
}

function refuse({ name }: SignOnSettings, error: unknown): never {
  const detail = `Signing in with ${name} did not work: ${reasonOf(error)}. Try again, or tell your administrator.`;
  // Without the cause: it may hold what the provider says of a person.
  throw new SignOnRefused(reasonOf(error), detail);
}

/** Each ticket once, however often it is sent. @throws SignOnRefused */
async function takeTicket(app: SignOnApp, sealed: string | undefined): Promise<Ticket> {
  const ticket = readTicket(app, sealed);
  if (!ticket || ticket.until < Date.now()) throw begunElsewhere();
  const wait = await app.limits.takeTurn(`sign-on:${hashToken(ticket.pending.state)}`, waitMinutes * 60);
  if (wait > 0) throw begunElsewhere();
  return ticket;
}

function readTicket(app: Pick<App, 'config'>, sealed: string | undefined): Ticket | undefined {
  const opened = sealed === undefined ? undefined : sealOf(app).open('', sealed);
  return opened === undefined ? undefined : ticketSchema.parse(JSON.parse(opened));
}

function begunElsewhere(): SignOnRefused {
  return new SignOnRefused(
    'no ticket',
    'This sign-in was used already, took too long or began in another browser. Begin again here.',
  );
}

/** @throws Problem `not-signed-in` */
function signedIn(who: SignedIn | undefined): SignedIn {
  if (!who) throw new Problem('not-signed-in', 'Sign in first; a session ends after a while without use.');
  return who;
}

async function recordRefusal({ database }: SignOnApp, { reason, personId }: SignOnRefused): Promise<void> {
  const detail = { way: 'single-sign-on', reason } as const;
  await database.asProcess((tx) =>
    recordEvent(tx, { event: 'session.refused', ...(personId && { personId }), detail }),
  );
}

function sealOf({ config }: Pick<App, 'config'>) {
  return createSeal(config.sealingKey, 'sign-on ticket');
}
