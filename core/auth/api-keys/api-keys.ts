import { randomUUID } from 'node:crypto';
import { authorize } from '../../access/authorize.ts';
import { isId } from '../../ids.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { notFound, Problem } from '../../platform/errors.ts';
import { personView, type Actor, type KeyScope } from '../../actor.ts';
import type { FirmAbility } from '../../access/policy.ts';
import type { Prisma, Transaction } from '../../platform/database.ts';
import { createToken, hashToken, lastUseStepMs } from '../token.ts';
import { sql } from '../../platform/readers.ts';
import { quoteName } from '../../platform/quote-name.ts';
import { personColumns, withPerson, type TokenPerson, type TokenRow } from '../token-person.ts';

/** Keys are distinguished from session tokens, and found by secret scanners, by how they begin. */
const apiKeyPrefix = 'srk_';

export type NewApiKey = {
  name: string;
  /** With it a program reads and changes nothing. */
  readOnly?: boolean | undefined;
  /** RFC 3339; left out: until it is revoked. */
  expiresAt?: string | undefined;
  /** Requests a minute; left out: as many as a person may make. */
  perMinute?: number | undefined;
  /** What alone the key is for; left out: all that needs no proof of who it is. */
  scope?: KeyScope | undefined;
};

export type ApiKeyView = {
  id: string;
  name: string;
  readOnly: boolean;
  perMinute: number | null;
  scope: KeyScope | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
};

/** Whoever makes a key for one thing must be allowed that, now and whenever it is used. */
const scopeAbilities = { groups: 'manage groups' } as const satisfies Record<KeyScope, FirmAbility>;

/**
 * Creates a key with which programs act as the actor. The key itself is returned once and not stored.
 * @throws Problem `not-allowed` to a program with a key, `confirm-first`, `invalid-request`
 */
export async function createApiKey(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: NewApiKey,
): Promise<ApiKeyView & { key: string }> {
  await authorize(app, actor, 'change how you sign in');
  if (input.scope !== undefined) await authorize(app, actor, scopeAbilities[input.scope]);
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  if (expiresAt && expiresAt.getTime() <= Date.now())
    throw new Problem('invalid-request', 'The key would be over before it was used. Give a time to come.');
  const { token: key, hash: keyHash } = createToken(apiKeyPrefix);
  const { name, readOnly = false, perMinute = null, scope = null } = input;
  const limits = { readOnly, perMinute, scope };
  return app.database.asProcess(async (tx) => {
    const row = await tx.apiKey.create({
      data: { id: randomUUID(), keyHash, name, ...limits, expiresAt, personId: actor.person.id },
    });
    const detail = { id: row.id, name, readOnly, ...(scope && { scope }) };
    await recordEvent(tx, { event: 'api-key.created', personId: actor.person.id, detail });
    return { ...apiKeyView(row), key };
  });
}

/**
 * Lists the keys of the actor that still work or have expired, newest first.
 * @throws Problem `not-allowed`
 */
export async function listApiKeys(app: Pick<App, 'database'>, actor: Actor): Promise<ApiKeyView[]> {
  await authorize(app, actor, 'manage your own account');
  const rows = await app.database.asProcess((tx) =>
    tx.apiKey.findMany({
      where: { personId: actor.person.id, revokedAt: null },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: 200,
    }),
  );
  return rows.map(apiKeyView);
}

/** Revokes a key at once. @throws Problem `not-allowed`, `not-found`, for another person's too */
export async function revokeApiKey(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage your own account');
  await app.database.asProcess(async (tx) => {
    const own = { id, personId: actor.person.id, revokedAt: null };
    const data = { revokedAt: new Date() };
    const { count } = isId(id) ? await tx.apiKey.updateMany({ where: own, data }) : { count: 0 };
    if (count === 0) throw notFound('key');
    await recordEvent(tx, { event: 'api-key.revoked', personId: actor.person.id, detail: { id } });
  });
}

/**
 * Revokes every key of a person at once, in the transaction that ends their sessions: a thief who made one
 * would stay. `by`: who ended them; left out, somebody at the command line of the host.
 * @returns how many there were
 */
export async function revokeAllApiKeys(tx: Transaction, { personId, by }: KeysOf): Promise<number> {
  const keys = await tx.apiKey.updateManyAndReturn({
    where: { personId, revokedAt: null },
    data: { revokedAt: new Date() },
    select: { id: true },
  });
  for (const { id } of keys)
    await recordEvent(tx, {
      event: 'api-key.revoked',
      ...(by === undefined ? { detail: { id, by: 'the command line' } } : { personId: by, detail: { id } }),
    });
  return keys.length;
}

type KeysOf = { personId: string; by?: string };

/** How many keys a text for people names. */
const maxNamed = 5;

/** Names the keys of a person, for whoever decides what they become; undefined where there is none. */
export async function describeApiKeys(tx: Transaction, personId: string): Promise<string | undefined> {
  const keys = await tx.apiKey.findMany({
    where: { personId, revokedAt: null },
    select: { name: true, readOnly: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  if (keys.length === 0) return undefined;
  const named = keys
    .slice(0, maxNamed)
    .map(({ name, readOnly }) => `${quoteName(name)}${readOnly ? ' (reads only)' : ''}`);
  const more = keys.length > maxNamed ? ` and ${keys.length - maxNamed} more` : '';
  return `${named.join(', ')}${more}`;
}

/**
 * The person a key belongs to, or undefined when it is unknown, revoked or expired, or the person has left.
 */
export async function findApiKey(
  { database }: Pick<App, 'database'>,
  key: string,
): Promise<Actor | undefined> {
  if (!key.startsWith(apiKeyPrefix)) return undefined;
  const [found] = await database.readAsNobody(sql<TokenRow<KeyRow>>`
    SELECT api_key.id::text, read_only AS "readOnly", per_minute AS "perMinute", scope, revoked_at AS "revokedAt",
      expires_at AS "expiresAt", last_used_at AS "lastUsedAt", ${personColumns}
    FROM api_key JOIN person ON person.id = api_key.person_id WHERE key_hash = ${hashToken(key)}`);
  const actor = found && actorOfKey(withPerson(found));
  if (!actor) return undefined;
  const now = Date.now();
  const { id } = found;
  if ((found.lastUsedAt?.getTime() ?? 0) + lastUseStepMs < now) {
    const data = { lastUsedAt: new Date(now) };
    await database.withoutTransaction((client) => client.apiKey.updateMany({ where: { id }, data }));
  }
  return actor;
}

/** The people whose keys these are, by its id, in one question. One that does not work any more is missing. */
export async function listActiveKeys(
  { database }: Pick<App, 'database'>,
  ids: readonly string[],
): Promise<Map<string, Actor>> {
  const rows = await database.withoutTransaction((client) =>
    client.apiKey.findMany({ where: { id: { in: [...ids] } }, include: { person: true } }),
  );
  return new Map(
    rows.flatMap((row) => {
      const actor = actorOfKey(row);
      return actor ? [[row.id, actor] as const] : [];
    }),
  );
}

type KeyRow = Pick<
  Prisma.ApiKeyGetPayload<object>,
  'id' | 'readOnly' | 'perMinute' | 'scope' | 'revokedAt' | 'expiresAt' | 'lastUsedAt'
>;

/** Undefined when the key was revoked or has expired, or its person has left. */
function actorOfKey(row: Omit<KeyRow, 'lastUsedAt'> & { person: TokenPerson }): Actor | undefined {
  const { id, readOnly, perMinute, scope, person } = row;
  if (row.revokedAt || person.disabledAt) return undefined;
  if (row.expiresAt && row.expiresAt.getTime() <= Date.now()) return undefined;
  return { person: personView(person), key: { id, readOnly, perMinute, scope } };
}

type ApiKeyRow = Omit<ApiKeyView, 'createdAt' | 'expiresAt' | 'lastUsedAt'> & {
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

function apiKeyView(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    readOnly: row.readOnly,
    perMinute: row.perMinute,
    scope: row.scope,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
