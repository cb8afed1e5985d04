import { randomUUID } from 'node:crypto';
import { authorize, isId } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { requireConfirmed } from './confirm.ts';
import { personView } from './session.ts';
import type { SignedIn } from './signed-in.ts';
import { createToken, hashToken } from './token.ts';

/** Keys are told apart from session tokens, and found by secret scanners, by how they begin. */
const prefix = 'srk_';
/** How exactly `last use` is kept: a write per request would cost more than it tells. */
const lastUsedStepMs = 60_000;

export type NewKey = {
  name: string;
  /** With it a program reads and changes nothing. */
  readOnly?: boolean | undefined;
  /** RFC 3339; left out: until it is revoked. */
  expiresAt?: string | undefined;
  /** Requests a minute; left out: as many as a person may make. */
  perMinute?: number | undefined;
};

export type KeyView = {
  id: string;
  name: string;
  readOnly: boolean;
  perMinute: number | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
};

/**
 * Makes a key with which programs act as this person. The key itself is returned once and not kept.
 * @throws Problem `not-allowed` to a program with a key, `confirm-first`, `invalid-request`
 */
export async function createApiKey(
  app: Pick<App, 'database'>,
  who: SignedIn,
  wish: NewKey,
): Promise<KeyView & { key: string }> {
  await authorize(app, who, 'tend your own account');
  requireConfirmed(who);
  const expiresAt = wish.expiresAt === undefined ? null : new Date(wish.expiresAt);
  if (expiresAt && expiresAt.getTime() <= Date.now())
    throw new Problem('invalid-request', 'The key would be over before it was used. Give a time to come.');
  const { token: key, hash: keyHash } = createToken(prefix);
  const { name, readOnly = false, perMinute = null } = wish;
  return app.database.asProcess(async (tx) => {
    const row = await tx.apiKey.create({
      data: { id: randomUUID(), keyHash, name, readOnly, perMinute, expiresAt, personId: who.person.id },
    });
    const detail = { id: row.id, name, readOnly };
    await recordEvent(tx, { event: 'api-key.created', personId: who.person.id, detail });
    return { ...keyView(row), key };
  });
}

/** The keys of the person who asks that can still be used or have run out, newest first. */
export async function listApiKeys(app: Pick<App, 'database'>, who: SignedIn): Promise<KeyView[]> {
  await authorize(app, who, 'tend your own account');
  const rows = await app.database.asProcess((tx) =>
    tx.apiKey.findMany({
      where: { personId: who.person.id, revokedAt: null },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: 200,
    }),
  );
  return rows.map(keyView);
}

/** Ends a key at once. @throws Problem `not-found`, for another's too */
export async function revokeApiKey(app: Pick<App, 'database'>, who: SignedIn, id: string): Promise<void> {
  await authorize(app, who, 'tend your own account');
  await app.database.asProcess(async (tx) => {
    const own = { id, personId: who.person.id, revokedAt: null };
    const data = { revokedAt: new Date() };
    const { count } = isId(id) ? await tx.apiKey.updateMany({ where: own, data }) : { count: 0 };
    if (count === 0) throw notFound('key');
    await recordEvent(tx, { event: 'api-key.revoked', personId: who.person.id, detail: { id } });
  });
}

/** The person a key belongs to, or undefined when it is unknown, revoked or over, or the person has left. */
export async function findApiKey(
  { database }: Pick<App, 'database'>,
  key: string,
): Promise<SignedIn | undefined> {
  if (!key.startsWith(prefix)) return undefined;
  const found = await database.lone((client) =>
    client.apiKey.findUnique({ where: { keyHash: hashToken(key) }, include: { person: true } }),
  );
  const now = Date.now();
  if (!found || found.revokedAt || found.person.disabledAt) return undefined;
  if (found.expiresAt && found.expiresAt.getTime() <= now) return undefined;
  const { id, readOnly, perMinute } = found;
  if ((found.lastUsedAt?.getTime() ?? 0) + lastUsedStepMs < now) {
    const data = { lastUsedAt: new Date(now) };
    await database.lone((client) => client.apiKey.updateMany({ where: { id }, data }));
  }
  return { person: personView(found.person), key: { id, readOnly, perMinute } };
}

type KeyRow = Omit<KeyView, 'createdAt' | 'expiresAt' | 'lastUsedAt'> & {
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

function keyView(row: KeyRow): KeyView {
  return {
    id: row.id,
    name: row.name,
    readOnly: row.readOnly,
    perMinute: row.perMinute,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
