// What a new kind of target touches: a file of its own in kinds/, one row in target-kinds.ts (and a line in its test), the pattern
// of addresses in ops/install/checks.sh and the help in ops/install/flags.sh, what the carrier lets through
// (ops/images/carrier/list-allowed, and a line in carrier.test.ts), and the table of credentials in docs/install.md.
// What a further target of a kind that exists touches: the reader of settings (core/platform/config.ts) and the installer that
// writes them. Here, targets are a list of any number, and their names are data.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, TargetSettings } from '../../core/platform/config.ts';
import { temporaryDirectory } from '../data-folders.ts';
import { Refused, WrongUsage } from '../errors.ts';
import type { NamedRepository } from './restic.ts';

/** A repository that backups are written to; each has the same two keys. */
export type BackupTarget = NamedRepository & Pick<TargetSettings, 'hours'>;

type Settings = Pick<Config, 'targets' | 'secretsDir' | 'dataDir' | 'carrier'>;

/** Every target as this server opens it, with its own key, in the order of the settings: the nearest first. */
export function listTargets(config: Settings): BackupTarget[] {
  const caFile = join(config.dataDir, 'config', 'extra-ca.pem');
  return config.targets.map((target) => ({
    ...target,
    keyHint: readKeyHint(config, target.name),
    passwordFile: join(config.secretsDir, 'repository_key'),
    credentialsFile: join(config.dataDir, 'secrets', `target_${target.name}`),
    cacheFolder: join(config.dataDir, 'ops', 'cache'),
    temporaryFolder: temporaryDirectory(config),
    ...(existsSync(caFile) && { caFile }),
    ...(config.carrier !== '' && { carrier: config.carrier }),
  }));
}

/**
 * Reads which of a target's keys is this server's. restic tries one after the other and needs most of a second for each, every
 * time it opens the target. Only a hint: one that is wrong, or none, costs that second and nothing else.
 */
function readKeyHint(config: Settings, name: string): string | undefined {
  try {
    return readFileSync(keyHintFile(config, name), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Where the hint of a target lies. */
export function keyHintFile({ dataDir }: Pick<Config, 'dataDir'>, name: string): string {
  return join(dataDir, 'ops', 'key-hints', name);
}

/** The target of that name, or every target. @throws WrongUsage when there is none of that name. */
export function selectTargets(config: Settings, name: string | undefined): BackupTarget[] {
  const targets = listTargets(config).filter((target) => name === undefined || target.name === name);
  if (targets.length > 0) return targets;
  const names = config.targets.map((target) => target.name).join(', ');
  throw new WrongUsage(`There is no backup target "${name ?? ''}". There is: ${names}.`);
}

/** The targets that may be written to at this hour. @throws Refused when there is none. */
export function listOpenTargets(config: Settings): BackupTarget[] {
  const open = listTargets(config).filter((target) => isWithinHours(target));
  if (open.length > 0) return open;
  throw new Refused(
    'No target may be written to at this hour. A backup starts by itself in the next hour that is allowed.',
  );
}

/** Whether a target may be written to at this hour of the day (UTC). */
export function isWithinHours({ hours }: Pick<BackupTarget, 'hours'>, now = new Date()): boolean {
  if (hours === '') return true;
  const [from = 0, to = 0] = hours.split('-').map(Number);
  const hour = now.getUTCHours();
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}
