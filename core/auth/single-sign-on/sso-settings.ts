import { authorize, authorizeReading } from '../../access/authorize.ts';
import { isId } from '../../ids.ts';
import { recordEvent, type Told } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Prisma, Transaction } from '../../platform/database.ts';
import { Problem } from '../../platform/errors.ts';
import { describeProviderError, type ProviderSettings } from '../../platform/identity-provider.ts';
import { createEncryption } from '../../platform/encryption.ts';
import { resolveOutsideHost } from '../../platform/own-networks.ts';
import { quotePerson } from '../../platform/quote-name.ts';
import { notifyStaff } from '../../notices/notify-audience.ts';
import { withApproval } from '../approvals.ts';
import { requireEmergencyAdministrator } from '../emergency-administrators.ts';
import type { ClaimRules } from './read-claims.ts';
import type { PersonRole, Actor } from '../../actor.ts';

/** Off; beside passwords; or only, with passwords for emergency administrators alone. */
export const ssoModes = ['off', 'beside', 'only'] as const;
export type SsoMode = (typeof ssoModes)[number];

export type SsoSettings = ClaimRules & {
  mode: SsoMode;
  clientId: string;
  /** A person whom the provider knows and nobody here does becomes a member of staff. */
  createsPeople: boolean;
  /** The role of a group's members here; the first group that fits counts. Empty: roles are set here. */
  groupRoles: { group: string; role: PersonRole }[];
};

/** Who signs in with a password whatever becomes of the provider, and who could be chosen for it. */
type EmergencyCandidate = { id: string; name: string; email: string; emergency: boolean; ready: boolean };
/** The secret is never shown again: only that there is one. */
export type SsoSettingsView = {
  settings: (SsoSettings & { hasSecret: true }) | null;
  candidates: EmergencyCandidate[];
};

export type SsoSettingsInput = SsoSettings & {
  /** Left out: the stored one stays. */
  clientSecret?: string | undefined;
  emergencyAdministrators: string[];
};

/** Reads the settings of single sign-on. @throws Problem `not-allowed` */
export async function readSsoSettings(app: Pick<App, 'database'>, actor: Actor): Promise<SsoSettingsView> {
  await authorizeReading(app, actor, 'manage single sign-on');
  return app.database.asProcess(readSettingsView);
}

/**
 * Updates the settings of single sign-on. Whoever chooses the provider chooses who signs in as whom: a second
 * administrator approves every change but a new client secret, and what is saved turned off.
 * @throws Problem `not-allowed`, `confirm-first`, `invalid-request`, `approval-needed`; `conflict` where single
 * sign-on alone would leave no way in without it
 */
export async function updateSsoSettings(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
  input: SsoSettingsInput,
): Promise<SsoSettingsView> {
  await authorize(app, actor, 'manage single sign-on');
  const { clientSecret, emergencyAdministrators, ...settings } = input;
  refuseUnsafeSettings(settings);
  await refuseOwnIssuer(app, settings);
  return withApproval(app, actor, async (tx, requireApproval) => {
    // People are locked before settings, as everywhere: of two at once, none waits for the other's end.
    const changes = await setEmergencyAdministrators(tx, emergencyAdministrators.filter(isId));
    const stored = await tx.singleSignOn.findUnique({ where: { id: 1 } });
    if (clientSecret === undefined && (!stored || stored.issuer !== settings.issuer))
      throw new Problem(
        'invalid-request',
        'Type the client secret: none is kept for this provider, and one never goes to another.',
      );
    const secret =
      clientSecret === undefined
        ? {}
        : { secretSealed: clientSecretSeal(app).encrypt(settings.issuer, clientSecret) };
    const isOn = settings.mode !== 'off';
    const after = { ...settings, emergencyAdministrators: await listEmergencyAddresses(tx) };
    const data = { ...settings, ...secret, ...(isOn && { inForce: after }) };
    const create = { secretSealed: '', ...data, id: 1 };
    await tx.singleSignOn.upsert({ where: { id: 1 }, create, update: data });
    await requireEmergencyAdministrator(tx);
    const before = stored && readLastInForce(stored);
    const fields = listChangedFields(before, settings);
    // What is off signs in nobody: turning it on shows the second administrator everything that it then is.
    const isTurnedOn = isOn && (stored?.mode ?? 'off') === 'off';
    if (isTurnedOn || (isOn && fields.length + changes.length > 0))
      await requireApproval({ kind: 'single-sign-on', lines: describeSsoSettings(before, after) });
    const told = await notifyOfProvider(tx, actor, { fields, settings });
    const { mode, issuer, createsPeople } = settings;
    const about = { settings: JSON.stringify(settings), newSecret: clientSecret !== undefined };
    const detail = { mode, issuer, createsPeople, ...about };
    const by = { personId: actor.person.id };
    await recordEvent(tx, { event: 'single-sign-on.changed', ...by, detail }, told);
    for (const change of changes) await recordEmergencyChange(tx, actor, change);
    return readSettingsView(tx);
  });
}

/** Each of these says who signs in as whom; whoever agreed that the provider stands for their app agreed to these as they were. */
const trustFields: readonly SsoField[] = [
  'issuer',
  'shape',
  'clientId',
  'emailDomains',
  'secondFactorValues',
];
type SsoField = keyof SsoSettings;

function listChangedFields(before: Partial<SsoSettings> | null, after: SsoSettings): SsoField[] {
  const fields = Object.keys(after) as SsoField[];
  return fields.filter((field) => JSON.stringify(before?.[field]) !== JSON.stringify(after[field]));
}

/** What was last in force: an approval shows nothing as old that was only saved turned off. */
type SsoInForce = Partial<SsoSettings> & { emergencyAdministrators?: string[] };

function readLastInForce(stored: SsoSettingsRow): SsoInForce | null {
  const mode = stored.mode as SsoMode;
  if (stored.inForce !== null) return { ...(stored.inForce as SsoInForce), mode };
  return mode === 'off' ? null : toSsoSettings(stored);
}

async function listEmergencyAddresses(tx: Transaction): Promise<string[]> {
  const emergency = await tx.person.findMany({ where: { emergency: true }, orderBy: { email: 'asc' } });
  return emergency.map(({ email }) => email);
}

/** All settings, and who the emergency administrators are, a line each; what changes with what was in force before. */
function describeSsoSettings(before: SsoInForce | null, after: SsoSettings & Required<SsoInForce>): string[] {
  const show = (settings: SsoInForce | null, field: keyof SsoInForce) =>
    JSON.stringify(settings?.[field] ?? null);
  const fields = (Object.keys(after) as (keyof SsoInForce)[]).toSorted();
  const powerful = after.groupRoles.filter(({ role }) => role !== 'member');
  return [
    ...fields.map((field) => {
      const [now, then] = [show(after, field), show(before, field)];
      return `${field}: ${now}${now === then ? '' : `, before: ${then}`}`;
    }),
    ...powerful.map(
      ({ group, role }) =>
        `Whoever the provider puts into its group ${JSON.stringify(group)} becomes an ${role} here, with no further approval`,
    ),
  ];
}

/** Everybody who works here is told of another provider, or one that was turned on; what they agreed to is over. */
async function notifyOfProvider(
  tx: Transaction,
  actor: Actor,
  { fields, settings }: { fields: SsoField[]; settings: SsoSettings },
): Promise<Told> {
  const isOther = trustFields.some((field) => fields.includes(field));
  if (isOther) {
    const where = { trustedFactorIssuer: { not: null } };
    await tx.person.updateMany({ where, data: { trustedFactorIssuer: null } });
  }
  if (settings.mode === 'off' || !(isOther || fields.includes('mode'))) return { told: 0 };
  const notice = { kind: 'sign-on-changed', by: actor, about: settings.issuer } as const;
  return notifyStaff(tx, 'single-sign-on.changed', notice);
}

async function recordEmergencyChange(tx: Transaction, by: Actor, change: EmergencyChange): Promise<void> {
  const name = quotePerson(await tx.person.findUniqueOrThrow({ where: { id: change.id } }));
  const about = `${name} can${change.emergency ? '' : ' no longer'} sign in with a password when single sign-on alone is in force`;
  const event = 'person.emergency-changed';
  const told = await notifyStaff(tx, event, { kind: 'emergency-administrators', by, about });
  await recordEvent(tx, { event, personId: by.person.id, detail: change }, told);
}

type EmergencyChange = { id: string; emergency: boolean };

/** Sets the emergency administrators. @returns the people whom that changes, for the audit log */
async function setEmergencyAdministrators(tx: Transaction, ids: string[]): Promise<EmergencyChange[]> {
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

/**
 * Tests the connection to the provider, and says in a sentence whether it worked.
 * @throws Problem `not-allowed`, `conflict`
 */
export async function testSsoSettings(
  app: Pick<App, 'config' | 'database' | 'identityProvider'>,
  actor: Actor,
): Promise<{ works: boolean; detail: string }> {
  await authorize(app, actor, 'manage single sign-on');
  const config = await getSsoConfig(app);
  if (!config) throw new Problem('conflict', 'There are no settings yet. Save them first, then try.');
  const { name } = config.settings;
  try {
    await app.identityProvider.checkSettings(config.provider);
    return {
      works: true,
      detail: `${name} answers, and is what the settings say. Whether it accepts the client secret shows at the first sign-in.`,
    };
  } catch (error) {
    return { works: false, detail: `${name} cannot be used: ${describeProviderError(error)}.` };
  }
}

/**
 * The settings with the secret decrypted, for speaking with the provider; undefined before they were first
 * stored.
 */
export async function getSsoConfig(
  app: Pick<App, 'config' | 'database'>,
): Promise<{ settings: SsoSettings; provider: ProviderSettings } | undefined> {
  const row = await app.database.asProcess((tx) => tx.singleSignOn.findUnique({ where: { id: 1 } }));
  if (!row) return undefined;
  const clientSecret = clientSecretSeal(app).decrypt(row.issuer, row.secretSealed);
  if (clientSecret === undefined)
    throw new Error('a client secret does not open: the sealing key is not the one it was sealed with');
  const settings = toSsoSettings(row);
  return { settings, provider: { issuer: row.issuer, clientId: row.clientId, clientSecret } };
}

/** Seals the client secret anew that an older key sealed. @returns how many there were, at most one */
export async function resealClientSecret(app: Pick<App, 'config' | 'database'>): Promise<number> {
  return app.database.asProcess(async (tx) => {
    const { issuer, secretSealed } = (await tx.singleSignOn.findUnique({ where: { id: 1 } })) ?? {};
    const renewed = issuer && secretSealed && clientSecretSeal(app).renew(issuer, secretSealed);
    if (!renewed) return 0;
    const data = { secretSealed: renewed };
    return (await tx.singleSignOn.updateMany({ where: { id: 1, secretSealed }, data })).count;
  });
}

type SsoSettingsRow = NonNullable<Awaited<ReturnType<Transaction['singleSignOn']['findUnique']>>>;

/**
 * A check constraint holds the lists, and only `updateSsoSettings` writes: stored values have these types.
 */
function toSsoSettings({
  id: _id,
  secretSealed: _secret,
  inForce: _inForce,
  ...row
}: SsoSettingsRow): SsoSettings {
  return row as unknown as SsoSettings;
}

async function readSettingsView(tx: Transaction): Promise<SsoSettingsView> {
  const row = await tx.singleSignOn.findUnique({ where: { id: 1 } });
  const administrators = await tx.person.findMany({
    where: { role: 'administrator', disabledAt: null },
    orderBy: { name: 'asc' },
  });
  return {
    settings: row && { ...toSsoSettings(row), hasSecret: true },
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
function refuseUnsafeSettings({ shape, issuer, emailDomains }: SsoSettings): void {
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

/** @throws Problem `invalid-request` */
async function refuseOwnIssuer({ config }: Pick<App, 'config'>, { issuer }: SsoSettings): Promise<void> {
  const host = new URL(issuer).hostname.replaceAll(/[[\]]/g, '');
  const { kind } = await resolveOutsideHost(host, config.ownNetworks());
  if (kind === 'own')
    throw new Problem(
      'invalid-request',
      `${host} leads to this appliance itself, or to no single host, where no provider is asked. Give an address of the provider outside of it.`,
    );
}

/** Sealed for the issuer: a secret for one provider is never sent to another, whoever changes the address. */
function clientSecretSeal({ config }: Pick<App, 'config'>) {
  return createEncryption(config.sealingKey, 'single sign-on');
}
