import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import {
  listContainers,
  applianceDataDir,
  runInstaller,
  installArguments,
  parseInstallResult,
  applianceRepository,
  removeContainers,
  trustInstalledAuthority,
} from '../first-day/appliance.ts';
import { writeCurrentKeyFile, type FarTarget } from './far-target.ts';

/** The house has burnt down: the machine's containers, networks and data, and the backups that lay beside it. */
export async function loseEverything(): Promise<void> {
  await removeContainers();
  for (const folder of [applianceDataDir, applianceRepository]) rmSync(folder, { recursive: true });
  assert.deepEqual([existsSync(applianceDataDir), await listContainers()], [false, []]);
}

/** On an empty machine, with the recovery key and the far place's credentials, nothing else; a look beforehand leaves it empty. */
export async function restoreFrom({ location, credentialsFile, caFile }: FarTarget): Promise<void> {
  const place = ['--repository', location, '--repository-credentials', credentialsFile, '--extra-ca', caFile];
  const wanted = ['--restore', 'latest', '--recovery-key-file', writeCurrentKeyFile()];
  const tried = await runInstaller([...installArguments, ...place, ...wanted, '--dry-run']);
  assert.equal(tried.code, 0, tried.stderr.slice(-3_000));
  assert.ok((JSON.parse(tried.stdout) as { documents: number }).documents > 0, tried.stdout);
  assert.deepEqual([existsSync(applianceDataDir), await listContainers()], [false, []]);
  const ran = await runInstaller([...installArguments, ...place, ...wanted]);
  assert.equal(ran.code, 0, ran.stderr.slice(-6_000));
  console.log(`    restored from ${location.split(':')[0]} in ${parseInstallResult(ran).seconds} s`);
  trustInstalledAuthority();
}
