import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  challengeMinutes,
  createChallenge,
  isValidChallenge,
  consumeChallenge,
  type ChallengePurpose,
} from './passkey-challenge.ts';
import { requirePasskeySite } from './passkey-site.ts';

export type PasskeyRequestOptions = PublicKeyCredentialRequestOptionsJSON;
export type PasskeyAssertion = AuthenticationResponseJSON;

/**
 * Creates what a browser asks passkeys with. For a known person it names theirs; a stranger's browser offers
 * the ones it has.
 * @throws Problem `conflict` where there are no passkeys
 */
export async function createPasskeyOptions(
  app: Pick<App, 'config' | 'database'>,
  purpose: ChallengePurpose,
  personId?: string,
): Promise<PasskeyRequestOptions> {
  const { host } = requirePasskeySite(app);
  const own =
    personId === undefined
      ? []
      : await app.database.asProcess((tx) => listPasskeyCredentials(tx, personId, host));
  return generateAuthenticationOptions({
    rpID: host,
    challenge: createChallenge(app, purpose),
    timeout: challengeMinutes * 60_000,
    userVerification: 'required',
    ...(own.length > 0 && { allowCredentials: own }),
  });
}

/** A person's passkeys of this host name, as a browser is asked for them. */
export async function listPasskeyCredentials(
  tx: Transaction,
  personId: string,
  site: string,
): Promise<{ id: string; transports: string[] }[]> {
  const rows = await tx.passkey.findMany({ where: { personId, site } });
  return rows.map(({ credentialId, transports }) => ({ id: credentialId, transports }));
}

export type StoredPasskey = NonNullable<Awaited<ReturnType<typeof findPasskey>>>;

/** A passkey and its person, by the name its authenticator gave it; null when there is none. */
export function findPasskey({ database }: Pick<App, 'database'>, credentialId: string) {
  return database.asProcess((tx) =>
    tx.passkey.findUnique({ where: { credentialId }, include: { person: true } }),
  );
}

/**
 * The passkey, when it has signed what it was asked to, or undefined: for one that is unknown, of another
 * person than `personId`, or of one who has left, a signature for something else, and what was used before
 * (WebAuthn Level 3 §7.2).
 */
export async function verifyPasskey(
  app: Pick<App, 'config' | 'database'>,
  answer: PasskeyAssertion,
  {
    passkey,
    purpose,
    personId,
  }: { passkey: StoredPasskey | null; purpose: ChallengePurpose; personId: string | undefined },
): Promise<StoredPasskey | undefined> {
  if (!passkey || passkey.person.disabledAt) return undefined;
  if (personId !== undefined && passkey.personId !== personId) return undefined;
  // A stranger's passkey must say whose it is; one that was named need not.
  const { userHandle } = answer.response;
  if (personId === undefined || userHandle !== undefined)
    if (userHandle !== userHandleOf(passkey.personId).toString('base64url')) return undefined;
  const signed = await verifySignature(app, answer, { purpose, passkey });
  if (!signed) return undefined;
  const isNew = await app.database.asProcess((tx) => recordPasskeyUse(tx, passkey, signed));
  return isNew ? passkey : undefined;
}

/** `personId`: whose proof it was to be, as far as it is known. */
export async function recordPasskeyRefusal(
  { database }: Pick<App, 'database'>,
  personId: string | undefined,
): Promise<void> {
  const by = personId !== undefined && { personId };
  const detail = { factor: 'passkey' } as const;
  await database.asProcess((tx) => recordEvent(tx, { event: 'session.refused', ...by, detail }));
}

/** The name under which authenticators keep a person: it says nothing about them. */
export function userHandleOf(personId: string): Buffer<ArrayBuffer> {
  return Buffer.from(personId.replaceAll('-', ''), 'hex');
}

type VerifiedSignature = { counter: number; challenge: string };

async function verifySignature(
  app: Pick<App, 'config'>,
  answer: PasskeyAssertion,
  { purpose, passkey }: { purpose: ChallengePurpose; passkey: StoredPasskey },
): Promise<VerifiedSignature | undefined> {
  const { host, origin } = requirePasskeySite(app);
  let challenge = '';
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: (shown) => {
        challenge = shown;
        return isValidChallenge(app, purpose, shown);
      },
      expectedOrigin: origin,
      expectedRPID: host,
      requireUserVerification: true,
      // The library compares counts before it looks at the signature; `recordPasskeyUse` does it after, so that
      // only the passkey itself raises the alarm.
      credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
    });
    return verified ? { counter: authenticationInfo.newCounter, challenge } : undefined;
  } catch {
    // The library throws for everything that is not as it should be in what a stranger has sent.
    return undefined;
  }
}

/**
 * @returns false for a challenge that was used, and for a count that did not grow: then there is a copy of
 * the passkey somewhere
 */
async function recordPasskeyUse(
  tx: Transaction,
  passkey: StoredPasskey,
  { counter, challenge }: VerifiedSignature,
): Promise<boolean> {
  if (!(await consumeChallenge(tx, challenge))) return false;
  const { id, personId } = passkey;
  const { count } = await tx.passkey.updateMany({
    // Most passkeys do not count, and stay at 0.
    where: { id, ...(counter > 0 ? { counter: { lt: counter } } : { counter: 0 }) },
    data: { counter, lastUsedAt: new Date() },
  });
  if (count === 1) return true;
  await recordEvent(tx, { event: 'passkey.copied', personId, detail: { id, counter } });
  return false;
}
