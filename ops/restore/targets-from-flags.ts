import { withRecoveryKey } from '../recovery-key/read-recovery-key.ts';
import type { NamedRepository } from '../targets/restic.ts';
import { WrongUsage } from '../errors.ts';

/** How the host names the targets, and what opens them, for a container that has neither settings nor a database. */
export const targetFlags = {
  repository: 'where the backups are; /repository when it is left out',
  'credentials-file': 'the credentials for a server with backups',
  'far-repository': 'the far target, where there is one',
  'far-credentials-file': 'the credentials for the far target',
  target: 'near or far; when it is left out, whichever answers and has what is wanted',
  'ca-file': 'the certificates that such a server is trusted by',
  'password-file': "a file with the server's key",
  'recovery-key-file': 'a file with the recovery key, instead',
} as const;

type Flags = Readonly<Record<string, string>>;

/** Runs `work` with the targets that the flags name and the key that opens them. @throws WrongUsage */
export function withTargetsFromFlags<T>(
  flags: Flags,
  work: (targets: NamedRepository[]) => Promise<T>,
): Promise<T> {
  return withKeyFile(flags, (passwordFile) =>
    work(listTargetsFromFlags(flags).map((target) => ({ ...target, passwordFile }))),
  );
}

/** The two targets that the installer knows, as the flags name them. @throws WrongUsage */
function listTargetsFromFlags(flags: Flags) {
  const caFile = flags['ca-file'] ? { caFile: flags['ca-file'] } : {};
  const buildTarget = (name: string, location?: string, credentialsFile?: string) => ({
    name,
    location: location ?? '',
    ...caFile,
    ...(credentialsFile && { credentialsFile }),
  });
  const near = buildTarget('near', flags['repository'] ?? '/repository', flags['credentials-file']);
  const far = buildTarget('far', flags['far-repository'], flags['far-credentials-file']);
  const named = [near, far].filter(
    ({ name, location }) => location !== '' && (flags['target'] ?? name) === name,
  );
  if (named.length === 0)
    throw new WrongUsage(
      `There is no backup target "${flags['target'] ?? ''}". Name one of: ${[near, far].flatMap(({ name, location }) => (location === '' ? [] : [name])).join(', ')}.`,
    );
  return named;
}

async function withKeyFile<T>(flags: Flags, work: (passwordFile: string) => Promise<T>): Promise<T> {
  const { 'password-file': server, 'recovery-key-file': recovery } = flags;
  if ((server === undefined) === (recovery === undefined))
    throw new WrongUsage('Give one of --password-file and --recovery-key-file.');
  return recovery === undefined ? work(server ?? '') : withRecoveryKey(recovery, work);
}
