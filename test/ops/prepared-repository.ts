import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../core/app.ts';
import { sharedServices, type Services } from '../support/services.ts';
import { run } from '../support/run-program.ts';
import { opsContainer, recoveryKey } from './ops-container.ts';

/** What lies in the folder that receives the backups. */
export function listRepositoryFiles(services: Services): string[] {
  return readdirSync(join(services.dataDir, 'repository'));
}

/** As before the first installation. */
export function emptyRepository(services: Services): void {
  for (const entry of listRepositoryFiles(services))
    rmSync(join(services.dataDir, 'repository', entry), { recursive: true });
}

let prepared: Promise<string> | undefined;

/**
 * An empty repository that both keys open. restic makes a key as dear as half a second of the machine is; made where the processor is
 * scarce it is cheap, and every command of these tests, of which a backup alone runs half a dozen, opens it in an instant.
 */
async function prepareRepository(services: Services): Promise<string> {
  const ops = opsContainer(services);
  const folder = ops.freshFolder('prepared-repository');
  const key = ops.writeKey('recovery-key-for-restic', recoveryKey.replaceAll('-', ''));
  const restic = 'restic --repo /into --password-file /run/secrets/repository_key --no-cache --quiet';
  const script = `set -e; ${restic} init; ${restic} key add --user recovery --host strongroom --new-password-file ${key}`;
  const made = await ops.tool(['bash', '-c', script], { folder, cpus: '0.05' });
  if (made.code !== 0) throw new Error(`The prepared repository could not be made: ${made.stderr}`);
  return folder;
}

/** A room right after its installation. Its place for backups is what a first `init-repository` leaves, which may be repeated. */
export async function freshRoom() {
  const services = await sharedServices();
  await services.freshDatabase();
  emptyRepository(services);
  prepared ??= prepareRepository(services);
  // With their owner, which Node's own copy leaves behind.
  await run('cp', ['-a', `${await prepared}/.`, join(services.dataDir, 'repository')]);
  const app = openApp('ops');
  await app.storage.prepare();
  return { services, app, ops: opsContainer(services) };
}

/** The same, in which nothing of what earlier tests received or copied lies: no log, and no copy of a database to stand on. */
export async function freshRoomWithoutWal() {
  const room = await freshRoom();
  for (const part of ['base', 'log', 'temporary'])
    rmSync(join(room.services.dataDir, 'ops', part), { recursive: true, force: true });
  const made = await room.ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
  if (made.code !== 0) throw new Error(made.stderr);
  return room;
}
