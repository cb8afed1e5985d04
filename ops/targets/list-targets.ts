import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, TargetSettings } from '../../core/platform/config.ts';
import { WrongUsage } from '../errors.ts';
import { readKeyHint } from './key-hint.ts';
import type { Repository } from './restic.ts';

/** A repository that sets are written to; each has the same two keys. */
export type BackupTarget = Repository & Pick<TargetSettings, 'name' | 'hours'>;

type Settings = Pick<Config, 'targets' | 'secretsDir' | 'dataDir'>;

/** Every place backups go to as this server opens it, with its own key; the near one first. */
export function listTargets(config: Settings): BackupTarget[] {
  const caFile = join(config.dataDir, 'config', 'extra-ca.pem');
  return config.targets.map((target) => ({
    ...target,
    keyHint: readKeyHint(config, target.name),
    passwordFile: join(config.secretsDir, 'repository_key'),
    credentialsFile: join(config.dataDir, 'secrets', `target_${target.name}`),
    cacheFolder: join(config.dataDir, 'ops', 'cache'),
    ...(existsSync(caFile) && { caFile }),
  }));
}

/** The place of that name, or every place. @throws WrongUsage when there is none of that name. */
export function selectTargets(config: Settings, name: string | undefined): BackupTarget[] {
  const targets = listTargets(config).filter((target) => name === undefined || target.name === name);
  if (targets.length === 0) throw new WrongUsage(`There is no ${name ?? ''} place for backups.`);
  return targets;
}

/** Whether a target may be written to at this hour of the day (UTC). */
export function isWithinHours({ hours }: Pick<BackupTarget, 'hours'>, now = new Date()): boolean {
  if (hours === '') return true;
  const [from = 0, to = 0] = hours.split('-').map(Number);
  const hour = now.getUTCHours();
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}
