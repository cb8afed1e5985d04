import { randomUUID } from 'node:crypto';
import {
  generateRegistrationOptions,
  verifyRegistrationResponse,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { authorize } from '../../access/authorize.ts';
import { isId } from '../../ids.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { refuseDuplicate } from '../../platform/database-errors.ts';
import { notFound, Problem } from '../../platform/errors.ts';
import {
  challengeMinutes,
  createChallenge,
  isValidChallenge,
  consumeChallenge,
} from './passkey-challenge.ts';
import { requirePasskeySite } from './passkey-site.ts';
import { userHandleOf, listPasskeyCredentials } from './verify-passkey.ts';
import { findOpeningWay } from '../factor-history.ts';
import { createRecoveryCodes, deleteRecoveryCodes } from '../second-factor/recovery-codes.ts';
import { hasFactor, lockFactors, requireAnotherFactor } from '../second-factor/second-factor.ts';
import type { Actor } from '../../actor.ts';

export type NewPasskey = { name: string; passkey: RegistrationResponseJSON };
export type PasskeyView = {
  id: string;
  name: string;
  /** The host name it was made under, and under which alone it works. */
  site: string;
  createdAt: string;
  lastUsedAt: string | null;
};

/**
 * Ed25519, ES256 and RS256 (RFC 9053, RFC 8812): what authenticators know, and Node without an experiment.
 */
const supportedAlgorithmIDs = [-8, -7, -257];
/** More than anybody carries, and few enough to be named to a browser all at once. */
const maxPasskeys = 20;

/**
 * Creates what a browser makes a passkey with. It must be found without a name and ask for a finger, face or
 * PIN, so that each stands for both factors.
 * @throws Problem `not-allowed`, `confirm-first`, `conflict` where there are no passkeys
 */
export async function createRegistrationOptions(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  await authorize(app, actor, 'change how you sign in');
  const { host } = requirePasskeySite(app);
  const { id, email, name } = actor.person;
  return generateRegistrationOptions({
    rpName: 'Strongroom',
    rpID: host,
    userID: userHandleOf(id),
    userName: email,
    userDisplayName: name,
    challenge: createChallenge(app, { act: 'add', sessionId: actor.sessionId ?? '' }),
    timeout: challengeMinutes * 60_000,
    attestationType: 'none',
    supportedAlgorithmIDs,
    excludeCredentials: await app.database.asProcess((tx) => listPasskeyCredentials(tx, id, host)),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/**
 * Adds a passkey that was just made. With a person's first second factor their other sessions end, and
 * recovery codes are created.
 * @returns the codes, shown this once; none where the person has some
 * @throws Problem `not-allowed`, `confirm-first`, `invalid-request` when it was not made for this, `conflict`
 * when it is here already
 */
export async function addPasskey(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
  { name, passkey }: NewPasskey,
): Promise<PasskeyView & { recoveryCodes: string[] }> {
  await authorize(app, actor, 'change how you sign in');
  const personId = actor.person.id;
  const { challenge, data } = await verifyNewPasskey(app, actor, passkey);
  const taken = 'This passkey is here already. Make another one, or use this one.';
  return refuseDuplicate(taken, () =>
    app.database.asProcess(async (tx) => {
      const before = await lockFactors(tx, personId);
      if (!(await consumeChallenge(tx, challenge))) throw passkeyNotAccepted();
      if (before.passkeys >= maxPasskeys)
        throw new Problem(
          'conflict',
          `You have ${maxPasskeys} passkeys. Remove one you no longer use first.`,
        );
      const addedBy = await findOpeningWay(tx, actor);
      const row = await tx.passkey.create({ data: { ...data, id: randomUUID(), personId, name, addedBy } });
      const isFirst = !hasFactor(before);
      if (isFirst) await tx.session.deleteMany({ where: { personId, NOT: { id: actor.sessionId ?? '' } } });
      await tx.session.updateMany({ where: { personId }, data: { mustSetUp: false } });
      const recoveryCodes = isFirst ? await createRecoveryCodes(app, tx, personId) : [];
      await recordEvent(tx, { event: 'passkey.added', personId, detail: { id: row.id, name } });
      return { ...passkeyView(row), recoveryCodes };
    }),
  );
}

async function verifyNewPasskey(app: Pick<App, 'config'>, actor: Actor, passkey: RegistrationResponseJSON) {
  const { host, origin } = requirePasskeySite(app);
  let challenge = '';
  const read = await verifyRegistrationResponse({
    response: passkey,
    expectedChallenge: (shown) => {
      challenge = shown;
      return isValidChallenge(app, { act: 'add', sessionId: actor.sessionId ?? '' }, shown);
    },
    expectedOrigin: origin,
    expectedRPID: host,
    requireUserVerification: true,
    supportedAlgorithmIDs,
    // The library throws for everything that is not as it should be in what was sent.
  }).catch(() => ({ verified: false as const }));
  if (!read.verified) throw passkeyNotAccepted();
  const { id: credentialId, publicKey, counter, transports } = read.registrationInfo.credential;
  return { challenge, data: { credentialId, publicKey, counter, site: host, transports: transports ?? [] } };
}

function passkeyNotAccepted(): Problem {
  return new Problem(
    'invalid-request',
    'This passkey was not made for this page, or took too long. Reload the page and add it again.',
  );
}

/** Lists the passkeys of the actor, newest first. @throws Problem `not-allowed` */
export async function listPasskeys(app: Pick<App, 'database'>, actor: Actor): Promise<PasskeyView[]> {
  await authorize(app, actor, 'manage your own account');
  const rows = await app.database.asProcess((tx) =>
    tx.passkey.findMany({
      where: { personId: actor.person.id },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    }),
  );
  return rows.map(passkeyView);
}

/**
 * Removes a passkey. With the last second factor the recovery codes go as well.
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, for another person's too, `conflict` for the
 * last one where the firm requires one of everybody
 */
export async function removePasskey(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'change how you sign in');
  const personId = actor.person.id;
  await app.database.asProcess(async (tx) => {
    const before = await lockFactors(tx, personId);
    const found = isId(id) ? await tx.passkey.findFirst({ where: { id, personId } }) : null;
    if (!found) throw notFound('passkey');
    const isLast = !before.app && before.passkeys === 1;
    if (isLast) await requireAnotherFactor(tx);
    await tx.passkey.delete({ where: { id } });
    if (isLast) await deleteRecoveryCodes(tx, personId);
    await recordEvent(tx, { event: 'passkey.removed', personId, detail: { id, name: found.name } });
  });
}

type PasskeyRow = Omit<PasskeyView, 'createdAt' | 'lastUsedAt'> & {
  createdAt: Date;
  lastUsedAt: Date | null;
};

function passkeyView({ id, name, site, createdAt, lastUsedAt }: PasskeyRow): PasskeyView {
  return {
    id,
    name,
    site,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
