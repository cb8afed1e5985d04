import { withRecoveryKey } from '../recovery-key/read-recovery-key.ts';
import type { NamedRepository } from '../targets/restic.ts';
import type { Command, CommandContext } from '../cli/command.ts';
import { WrongUsage } from '../errors.ts';

/** How the host names the places, and what opens them, to a container that has neither settings nor a database. */
export const targetFlags = {
  repository: 'where the backups are; /repository unless told otherwise',
  'credentials-file': 'what a server with backups asks for',
  'far-repository': 'the far place, where there is one',
  'far-credentials-file': 'what it asks for',
  target: 'near or far; unless told otherwise whichever answers and has what is wanted',
  'ca-file': 'the certificates that such a server is trusted by',
  'password-file': "a file with the server's key",
  'recovery-key-file': 'a file with the recovery key, instead',
} satisfies Command['flags'];

/** Hands the places that the flags name to `work`, with the key that they name. @throws WrongUsage */
export function withTargetsFromFlags<T>(
  flags: CommandContext['flags'],
  work: (places: NamedRepository[]) => Promise<T>,
): Promise<T> {
  return withKeyFile(flags, (passwordFile) =>
    work(listTargetsFromFlags(flags).map((target) => ({ ...target, passwordFile }))),
  );
}

/** What the flags say of the near and the far place. @throws WrongUsage */
function listTargetsFromFlags(flags: CommandContext['flags']) {
  const caFile = flags['ca-file'] ? { caFile: flags['ca-file'] } : {};
  const buildTarget = (name: string, location?: string, credentialsFile?: string) => ({
    ...{ name, location: location ?? '', ...caFile, ...(credentialsFile && { credentialsFile }) },
  });
  const near = buildTarget('near', flags['repository'] ?? '/repository', flags['credentials-file']);
  const far = buildTarget('far', flags['far-repository'], flags['far-credentials-file']);
  const named = [near, far].filter(
    ({ name, location }) => location !== '' && (flags['target'] ?? name) === name,
  );
  if (named.length === 0) throw new WrongUsage(`There is no ${flags['target'] ?? ''} place for backups.`);
  return named;
}

async function withKeyFile<T>(
  flags: CommandContext['flags'],
  work: (passwordFile: string) => Promise<T>,
): Promise<T> {
  const { 'password-file': server, 'recovery-key-file': recovery } = flags;
  if ((server === undefined) === (recovery === undefined))
    throw new WrongUsage('Give one of --password-file and --recovery-key-file.');
  return recovery === undefined ? work(server ?? '') : withRecoveryKey(recovery, work);
}
