import { authorize, isId } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Prisma, Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { reasonOf, type ProviderSettings } from '../platform/identity-provider.ts';
import { createSeal } from '../platform/seal.ts';
import { requireConfirmed } from './confirm.ts';
import { requireEmergency } from './emergency.ts';
import type { ClaimRules } from './read-claims.ts';
import type { PersonRole, SignedIn } from './signed-in.ts';

/** Off; beside passwords; or only, with passwords for emergency administrators alone. */
export const signOnModes = ['off', 'beside', 'only'] as const;
export type SignOnMode = (typeof signOnModes)[number];

export type SignOnSettings = ClaimRules & {
  mode: SignOnMode;
  clientId: string;
  /** Whoever the provider knows and nobody here does becomes a member of staff. */
  createsPeople: boolean;
  /** What the members of a group are here; the first that fits counts. Empty: roles are given here. */
  groupRoles: { group: string; role: PersonRole }[];
};

/** Who signs in with a password whatever becomes of the provider, and who could be named. */
type Candidate = { id: string; name: string; email: string; emergency: boolean; ready: boolean };
/** The secret is never shown again: only that there is one. */
export type SignOnView = { settings: (SignOnSettings & { hasSecret: true }) | null; candidates: Candidate[] };

export type SignOnWish = SignOnSettings & {
  /** Left out: the one that is kept. */
  clientSecret?: string | undefined;
  emergencyAdministrators: string[];
};

/** @throws Problem `not-allowed` */
export async function tellSignOn(app: Pick<App, 'database'>, who: SignedIn): Promise<SignOnView> {
  await authorize(app, who, 'manage single sign-on');
  return app.database.asProcess(tell);
}

/**
 * @throws Problem `not-allowed`, `confirm-first`, `invalid-request`; `conflict` where single sign-on alone would leave no way in without it
 */
export async function changeSignOn(
  app: Pick<App, 'config' | 'database'>,
  who: SignedIn,
  wish: SignOnWish,
): Promise<SignOnView> {
  await authorize(app, who, 'manage single sign-on');
  requireConfirmed(who);
  const { clientSecret, emergencyAdministrators, ...settings } = wish;
  refuseUnsafe(settings);
  return app.database.asProcess(async (tx) => {
    // People before settings, as whoever else takes both: of two at once, none waits for the other's end.
    const changes = await markEmergency(tx, emergencyAdministrators.filter(isId));
    const kept = await tx.singleSignOn.findUnique({ where: { id: 1 } });
    if (clientSecret === undefined && (!kept || kept.issuer !== settings.issuer))
      throw new Problem(
        'invalid-request',
        'Type the client secret: none is kept for this provider, and one never goes to another.',
      );
    const secret =
      clientSecret === undefined ? {} : { secretSealed: sealOf(app).close(settings.issuer, clientSecret) };
    const create = { ...settings, id: 1, secretSealed: '', ...secret };
    await tx.singleSignOn.upsert({ where: { id: 1 }, create, update: { ...settings, ...secret } });
    await requireEmergency(tx);
    const { mode, issuer, createsPeople } = settings;
    const about = { settings: JSON.stringify(settings), newSecret: clientSecret !== undefined };
    const detail = { mode, issuer, createsPeople, ...about };
    const by = { personId: who.person.id };
    await recordEvent(tx, { event: 'single-sign-on.changed', ...by, detail });
    for (const change of changes)
      await recordEvent(tx, { event: 'person.emergency-changed', ...by, detail: change });
    return tell(tx);
  });
}

type EmergencyChange = { id: string; emergency: boolean };

/** From now on these are the emergency administrators. @returns whom that changes, for the audit log. */
async function markEmergency(tx: Transaction, ids: string[]): Promise<EmergencyChange[]> {
  const mark = async (emergency: boolean, where: Prisma.PersonWhereInput) => {
    const found = { where, data: { emergency }, select: { id: true } };
    const changed = await tx.person.updateManyAndReturn(found);
    return changed.map(({ id }) => ({ id, emergency }));
  };
  return [
    ...(await mark(false, { emergency: true, NOT: { id: { in: ids } } })),
    ...(await mark(true, { emergency: false, id: { in: ids }, role: 'administrator' })),
  ];
}

/** Asks the provider what it is, and says in a sentence whether that worked. @throws Problem `not-allowed`, `not-found` */
export async function trySignOn(
  app: Pick<App, 'config' | 'database' | 'identityProvider'>,
  who: SignedIn,
): Promise<{ works: boolean; detail: string }> {
  await authorize(app, who, 'manage single sign-on');
  const kept = await loadSignOn(app);
  if (!kept) throw new Problem('conflict', 'There are no settings yet. Save them first, then try.');
  const { name } = kept.settings;
  try {
    await app.identityProvider.check(kept.provider);
    return {
      works: true,
      detail: `${name} answers, and is what the settings say. Whether it accepts the client secret shows at the first sign-in.`,
    };
  } catch (error) {
    return { works: false, detail: `${name} cannot be used: ${reasonOf(error)}.` };
  }
}

/** The settings with the secret in the open, for whoever speaks with the provider; undefined before they were first made. */
export async function loadSignOn(
  app: Pick<App, 'config' | 'database'>,
): Promise<{ settings: SignOnSettings; provider: ProviderSettings } | undefined> {
  const row = await app.database.asProcess((tx) => tx.singleSignOn.findUnique({ where: { id: 1 } }));
  if (!row) return undefined;
  const clientSecret = sealOf(app).open(row.issuer, row.secretSealed);
  if (clientSecret === undefined)
    throw new Error('a client secret does not open: the sealing key is not the one it was sealed with');
  const settings = settingsOf(row);
  return { settings, provider: { issuer: row.issuer, clientId: row.clientId, clientSecret } };
}

type Row = NonNullable<Awaited<ReturnType<Transaction['singleSignOn']['findUnique']>>>;

/** A check constraint holds the lists, and only `changeSignOn` writes: what is kept has these types. */
function settingsOf({ id: _id, secretSealed: _secret, ...row }: Row): SignOnSettings {
  return row as unknown as SignOnSettings;
}

async function tell(tx: Transaction): Promise<SignOnView> {
  const row = await tx.singleSignOn.findUnique({ where: { id: 1 } });
  const administrators = await tx.person.findMany({
    where: { role: 'administrator', disabledAt: null },
    orderBy: { name: 'asc' },
  });
  return {
    settings: row && { ...settingsOf(row), hasSecret: true },
    candidates: administrators.map(({ id, name, email, emergency, totpSealed, passwordHash }) => ({
      id,
      name,
      email,
      emergency,
      ready: totpSealed !== null && passwordHash !== null,
    })),
  };
}

/** @throws Problem `invalid-request` */
function refuseUnsafe({ shape, issuer, emailDomains }: SignOnSettings): void {
  if (shape !== 'standard' && emailDomains.length === 0)
    throw new Problem(
      'invalid-request',
      'Name the firm’s e-mail domains: Entra ID and Google sign in everybody, and only the firm’s people may come in here.',
    );
  if (/\/(common|organizations|consumers)(\/|$)/.test(new URL(issuer).pathname))
    throw new Problem(
      'invalid-request',
      'This address of Entra ID belongs to everybody. Give the one with your own tenant’s id in it, such as https://login.microsoftonline.com/TENANT/v2.0.',
    );
}

/** Sealed for the issuer: a secret that was given for one provider is never sent to another, whoever changes the address. */
function sealOf({ config }: Pick<App, 'config'>) {
  return createSeal(config.sealingKey, 'single sign-on');
}
