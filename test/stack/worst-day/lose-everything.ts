import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import {
  containers,
  dataDir,
  install,
  installArguments,
  readAnswer,
  repository,
  takeDown,
  trustInstalledAuthority,
} from '../first-day/appliance.ts';
import { currentKeyFile, type FarPlace } from './far-place.ts';

/** The house has burnt down: the machine's containers, networks and data, and the backups that lay beside it. */
export async function loseEverything(): Promise<void> {
  await takeDown();
  for (const folder of [dataDir, repository]) rmSync(folder, { recursive: true });
  assert.deepEqual([existsSync(dataDir), await containers()], [false, []]);
}

/** On an empty machine, with the recovery key and the far place's credentials, nothing else; a look beforehand leaves it empty. */
export async function restoreFrom({ location, credentialsFile, caFile }: FarPlace): Promise<void> {
  const place = ['--repository', location, '--repository-credentials', credentialsFile, '--extra-ca', caFile];
  const wanted = ['--restore', 'latest', '--recovery-key-file', currentKeyFile()];
  const tried = await install([...installArguments, ...place, ...wanted, '--dry-run']);
  assert.equal(tried.code, 0, tried.stderr.slice(-3_000));
  assert.ok((JSON.parse(tried.stdout) as { documents: number }).documents > 0, tried.stdout);
  assert.deepEqual([existsSync(dataDir), await containers()], [false, []]);
  const ran = await install([...installArguments, ...place, ...wanted]);
  assert.equal(ran.code, 0, ran.stderr.slice(-6_000));
  console.log(`    restored from ${location.split(':')[0]} in ${readAnswer(ran).seconds} s`);
  trustInstalledAuthority();
}
