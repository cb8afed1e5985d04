import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretNames } from '../../core/platform/secrets.ts';
import { distDir } from './paths.ts';

const group = 10_000;
const owners = {
  postgres: 10_005,
  redis: 10_006,
  minio: 10_007,
  clamav: 10_009,
  scanning: 10_009,
  scratch: 0,
  ops: 10_004,
} as const;

/** Lays a data directory out, and gives it its owners, like /var/lib/strongroom, with secrets of its own. May be repeated. */
export function createDataDir(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // Docker and the services reach their own folders below; mkdtemp's 0700 would stop those that are not root.
  chmodSync(folder, 0o755);
  for (const [name, owner] of Object.entries(owners)) createOwnedDir(join(folder, name), owner, 0o2770);
  for (const name of ['1', '2']) createOwnedDir(join(folder, 'scratch', name), 10_003, 0o2770);
  for (const name of ['config', 'tls', 'repository']) createOwnedDir(join(folder, name), owners.ops, 0o750);
  chmodSync(join(folder, 'postgres'), 0o700);
  createOwnedDir(join(folder, 'secrets'), 0, 0o750);
  for (const name of secretNames) createSecret(join(folder, 'secrets', name));
}

/** A copy of the compiled code without the tests, for the containers: what they run does not change under them. */
export function copyDist(folder: string): void {
  cpSync(distDir, join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !/\/(test|node_modules)(\/|$)/.test(path.slice(distDir.length)),
  });
}

function createSecret(file: string): void {
  if (existsSync(file)) return;
  writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o440 });
  chownSync(file, 0, group);
}

function createOwnedDir(path: string, owner: number, mode: number): void {
  mkdirSync(path, { recursive: true });
  chownSync(path, owner, group);
  chmodSync(path, mode);
}
