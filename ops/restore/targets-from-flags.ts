import { withRecoveryKey } from '../recovery-key/read-recovery-key.ts';
import type { NamedRepository } from '../targets/restic.ts';
import { WrongUsage } from '../errors.ts';

/** How the host names the targets, and what opens them. */
type Flags = {
  readonly [
    Flag in
      | 'repository'
      | 'credentials-file'
      | 'far-repository'
      | 'far-credentials-file'
      | 'target'
      | 'ca-file'
      | 'carrier'
      | 'password-file'
      | 'recovery-key-file'
  ]?: string;
};

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
  const shared = {
    ...(flags['ca-file'] && { caFile: flags['ca-file'] }),
    ...(flags.carrier && { carrier: flags.carrier }),
  };
  const buildTarget = (name: string, location?: string, credentialsFile?: string) => ({
    name,
    location: location ?? '',
    ...shared,
    ...(credentialsFile && { credentialsFile }),
  });
  const near = buildTarget('near', flags.repository ?? '/repository', flags['credentials-file']);
  const far = buildTarget('far', flags['far-repository'], flags['far-credentials-file']);
  const named = [near, far].filter(
    ({ name, location }) => location !== '' && (flags.target ?? name) === name,
  );
  if (named.length === 0)
    throw new WrongUsage(
      `There is no backup target "${flags.target ?? ''}". Name one of: ${[near, far].flatMap(({ name, location }) => (location === '' ? [] : [name])).join(', ')}.`,
    );
  return named;
}

async function withKeyFile<T>(flags: Flags, work: (passwordFile: string) => Promise<T>): Promise<T> {
  const { 'password-file': server, 'recovery-key-file': recovery } = flags;
  if ((server === undefined) === (recovery === undefined))
    throw new WrongUsage('Give one of --password-file and --recovery-key-file.');
  return recovery === undefined ? work(server ?? '') : withRecoveryKey(recovery, work);
}
