import { cpSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listMigrationNames } from '../../../core/platform/migrations/migration-files.ts';
import { run } from '../../support/run-program.ts';
import { applianceDataDir, applianceProject } from './appliance.ts';

const releases = join(applianceDataDir, 'releases');

/** The release that runs. */
export function currentRelease(): string {
  return readlinkSync(join(releases, 'current'));
}

/** What a later release has that this one has not; `server` is put in place of the server's program. */
export type NextRelease = { migration?: { name: string; sql: string; structure: string }; server?: string };

/**
 * Makes a release out of the one that runs, as `keep_release` leaves one: its files, and images of its own for what differs.
 * Building it from a checkout would take minutes more and show nothing else.
 * @returns its folder.
 */
export async function makeNextRelease(version: string, next: NextRelease): Promise<string> {
  const folder = join(releases, `${version}-made`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(releases, currentRelease()), folder, { recursive: true });
  writeFileSync(join(folder, 'VERSION'), `${version}\n`);
  const added = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-release-`));
  mkdirSync(join(added, 'prisma'));
  mkdirSync(join(added, 'dist'));
  if (next.migration) {
    addMigration(join(folder, 'prisma'), next.migration);
    cpSync(join(folder, 'prisma'), join(added, 'prisma'), { recursive: true });
  }
  if (next.server !== undefined) {
    mkdirSync(join(added, 'dist/server'));
    writeFileSync(join(added, 'dist/server/main.js'), next.server);
  }
  try {
    await changeImages(join(folder, 'images.env'), { version, added });
  } finally {
    rmSync(added, { recursive: true, force: true });
  }
  return folder;
}

function addMigration(prisma: string, { name, sql, structure }: Required<NextRelease>['migration']): void {
  const before = listMigrationNames(prisma).at(-1) ?? '';
  mkdirSync(join(prisma, 'migrations', name));
  writeFileSync(join(prisma, 'migrations', name, 'migration.sql'), sql);
  const current = readFileSync(join(prisma, 'current.sql'), 'utf8');
  writeFileSync(join(prisma, 'current.sql'), `${current.replace(before, name)}\n${structure}`);
}

/** Puts the files into images on top of those there are; `app` runs servers and worker, `ops` migrates. */
async function changeImages(
  file: string,
  { version, added }: { version: string; added: string },
): Promise<void> {
  let lines = readFileSync(file, 'utf8');
  for (const name of ['app', 'ops']) {
    const variable = `STRONGROOM_IMAGE_${name.toUpperCase()}`;
    const before = new RegExp(`^${variable}=(.*)$`, 'm').exec(lines)?.[1] ?? '';
    const image = `strongroom/${name}:${applianceProject}-made-${version}`;
    const recipe = `FROM ${before}\nCOPY prisma /opt/strongroom/prisma\nCOPY dist /opt/strongroom/dist\n`;
    writeFileSync(join(added, 'Dockerfile'), recipe);
    await run('docker', ['buildx', 'build', '--load', '--quiet', '--tag', image, added]);
    lines = lines.replace(`${variable}=${before}`, `${variable}=${image}`);
  }
  writeFileSync(file, lines);
}
