import { z } from 'zod';
import { Refused } from '../errors.ts';
import { parseLocation } from './target-kinds.ts';
import { restic, ResticFailed, type Repository, type ResticOptions } from './restic.ts';

/**
 * Creates the repository, or uses one that either key opens, and makes sure that both keys open it: the server's and the
 * recovery key in `recoveryPasswordFile`. May be repeated.
 * @returns whether it is a new one.
 * @throws Refused when the target cannot be written, holds something else, or a repository that neither key opens.
 */
export async function initRepository(
  repository: Repository,
  recoveryPasswordFile: string,
): Promise<{ created: boolean }> {
  const { kind, address } = parseLocation(repository.location);
  const recovery = { ...repository, passwordFile: recoveryPasswordFile };
  await kind.checkWritable?.(address);
  const found = await tryKey(repository).catch((error: unknown) => {
    throw unusableTarget(repository.location, error);
  });
  if (found === 'missing') {
    await kind.checkEmpty?.(address);
    await restic(repository, ['init']).catch((error: unknown) => {
      throw unusableTarget(repository.location, error);
    });
  }
  if (found === 'wrong key') {
    if ((await tryKey(recovery)) !== 'opens') throw foreignRepository();
    await addKey(recovery, { passwordFile: repository.passwordFile, name: 'server' });
  }
  if ((await tryKey(recovery)) !== 'opens')
    await addKey(repository, { passwordFile: recoveryPasswordFile, name: 'recovery' });
  for (const key of [repository, recovery]) await restic(key, ['cat', 'config', '--no-lock']);
  return { created: found === 'missing' };
}

/** Whether a key opens what is there. @throws ResticFailed for anything but the three answers. */
export function tryKey(repository: Repository): Promise<'opens' | 'wrong key' | 'missing'> {
  return classifyOpenFailure(
    restic(repository, ['cat', 'config', '--no-lock'], failingFast).then(() => 'opens' as const),
  );
}

/** The same, and which key it is (for `keyHint`). @throws ResticFailed for anything but the three answers. */
export function findKey(repository: Repository): Promise<{ id?: string } | 'wrong key' | 'missing'> {
  return classifyOpenFailure(
    listKeys(repository, failingFast).then((keys) => keys.find(({ current }) => current) ?? {}),
  );
}

const failingFast = { failFast: true };

async function classifyOpenFailure<Found>(opened: Promise<Found>): Promise<Found | 'wrong key' | 'missing'> {
  try {
    return await opened;
  } catch (error) {
    if (error instanceof ResticFailed && /bucket does not exist/.test(error.message)) return 'missing';
    if (error instanceof ResticFailed && error.code === 12) return 'wrong key';
    if (error instanceof ResticFailed && error.code === 10) return 'missing';
    throw error;
  }
}

/** Lets another key open the repository that `opener` opens. @throws ResticFailed */
export async function addKey(opener: Repository, key: { passwordFile: string; name: string }): Promise<void> {
  await restic(opener, [
    'key',
    'add',
    '--new-password-file',
    key.passwordFile,
    '--user',
    key.name,
    '--host',
    'strongroom',
  ]);
}

const keySchema = z.looseObject({ id: z.string(), userName: z.string(), current: z.boolean() });

/** The keys that open a repository; `current` is the one it was opened with. @throws ResticFailed */
export async function listKeys(repository: Repository, run: ResticOptions = {}) {
  return z.array(keySchema).parse(JSON.parse(await restic(repository, ['key', 'list', '--no-lock'], run)));
}

function unusableTarget(location: string, error: unknown): Refused {
  if (error instanceof Refused) return error;
  return new Refused(
    `The target ${location} cannot be used: ${(error as Error).message} Check the address, the credentials, and that they may write there.`,
    { cause: error },
  );
}

function foreignRepository(): Refused {
  return new Refused(
    'The target holds the repository of another installation. To restore that installation, use --restore with its recovery key; else name an empty folder.',
  );
}
