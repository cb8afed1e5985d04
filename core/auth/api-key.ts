import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import { personView } from './session.js';
import type { SignedIn } from './signed-in.js';
import { createToken, hashToken } from './token.js';

/** Keys are told apart from session tokens, and found by secret scanners, by how they begin. */
const prefix = 'srk_';

/** Makes a key with which programs act as this person. The key itself is returned once and not kept. */
export async function createApiKey(
  { database }: Pick<App, 'database'>,
  who: SignedIn,
  name: string,
): Promise<{ id: string; name: string; key: string }> {
  const { token: key, hash: keyHash } = createToken(prefix);
  const id = randomUUID();
  await database.asProcess(async (tx) => {
    await tx.apiKey.create({ data: { id, keyHash, name, personId: who.person.id } });
    await recordEvent(tx, { event: 'api-key.created', personId: who.person.id, detail: { id, name } });
  });
  return { id, name, key };
}

/** The person a key belongs to, or undefined. */
export async function findApiKey(
  { database }: Pick<App, 'database'>,
  key: string,
): Promise<SignedIn | undefined> {
  if (!key.startsWith(prefix)) return undefined;
  const found = await database.lone((client) =>
    client.apiKey.findUnique({ where: { keyHash: hashToken(key) }, include: { person: true } }),
  );
  return found && !found.person.disabledAt
    ? { person: personView(found.person), keyId: found.id }
    : undefined;
}
