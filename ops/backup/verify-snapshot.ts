import { join } from 'node:path';
import { z } from 'zod';
import { secretNames } from '../../core/platform/secrets.ts';
import { baseDirectory, stagingDirectory } from '../data-folders.ts';
import { restic, type Repository } from '../targets/restic.ts';
import type { BuiltBackup } from './build-backup.ts';
import { expectObjects, tallyBackedUpObjects } from './object-tally.ts';
import { listAlteredObjects } from './list-altered-objects.ts';
import { backupFiles, type Manifest } from './manifest.ts';
import type { PushedSnapshot } from './push-snapshot.ts';

/** What a snapshot was found to be. What was altered is known also when it failed, and often for just that reason. */
export type VerifiedSnapshot = { altered?: readonly string[]; error?: Error };

const nodeSchema = z.looseObject({ type: z.string(), path: z.string(), size: z.number().default(0) });

/**
 * What every snapshot must pass, at once: all of it only reads, and mostly waits for the key to be made out of the password. All
 * of it has ended when this returns: until then its locks keep out whoever would mark the snapshot.
 */
export async function verifySnapshot(
  target: Repository,
  built: BuiltBackup,
  pushed: PushedSnapshot,
): Promise<VerifiedSnapshot> {
  const isFull = built.manifest.kind === 'full';
  const { isWhole, isModified } = pushed.scan;
  const [complete, altered, sound] = await Promise.allSettled([
    checkComplete(target, built, pushed),
    // In the hours only when restic met an object that is not what it was, or did not meet one whole.
    isFull || isModified || !isWhole
      ? listAlteredObjects(target, built.dataDir, { snapshot: pushed.snapshot, isFull })
      : [],
    // Every hour would be too dear: the check walks through every snapshot there is.
    isFull ? restic(target, ['check', '--no-lock'], { bypassCache: true }) : undefined,
  ]);
  const failed = [complete, altered, sound].find((each) => each.status === 'rejected');
  return {
    ...(altered.status === 'fulfilled' && { altered: altered.value }),
    ...(failed && { error: failed.reason as Error }),
  };
}

/**
 * Reads back what the snapshot holds and compares it with what the backup had to hold. Of a full one that is everything; in the
 * hours between, what lies in folders of a document's own each is known from the scan: reading the same 100,000 folders back
 * every hour takes longer than all the rest. A scan with a gap proves nothing, not even that something is missing (a full disk
 * may have cost lines of it): then everything is read back as well.
 * @throws Error naming what is missing, empty or too short.
 */
async function checkComplete(
  target: Repository,
  { dataDir, manifest }: BuiltBackup,
  { snapshot, scan }: PushedSnapshot,
): Promise<void> {
  const isFull = manifest.kind === 'full';
  const isAll = isFull || !scan.isWhole;
  const objects = isAll ? await expectObjects(dataDir) : tallyBackedUpObjects(dataDir);
  const files = new Set(listRequiredFiles(dataDir, manifest));
  const count = files.size + (isAll ? manifest.objects.count : 0);
  const smallFolders = ['ops/staging', 'ops/base', 'config', 'secrets', 'minio/.minio.sys'].map((name) =>
    join(dataDir, name),
  );
  const which = isAll ? [snapshot] : [snapshot, '--recursive', ...smallFolders];
  await restic(target, ['ls', '--no-lock', ...which], {
    // At night the check that follows reads all of it at the target.
    bypassCache: !isFull,
    onMessage: (message) => {
      const node = nodeSchema.safeParse(message).data;
      if (node?.type !== 'file') return;
      if (node.size > 0) files.delete(node.path);
      objects.observe(node.path, () => node.size);
    },
  });
  const missing = objects.missing();
  if (missing.length > 0) throw lacksObjects(missing, manifest.objects.count);
  if (files.size > 0) throw lacksFiles([...files], count, stagingDirectory({ dataDir }));
}

function lacksObjects(missing: readonly string[], count: number): Error {
  return new Error(
    `${missing.length} of ${count} documents' objects are missing from the storage, or a part of their bytes is (${missing[0] ?? ''} for one). What there is was stored as a partial snapshot, which does not count as a backup; see docs/restore.md, "A document is missing".`,
  );
}

function lacksFiles(files: readonly string[], count: number, staging: string): Error {
  const first = files[0]?.replace(`${staging}/`, '') ?? '';
  return new Error(
    `The snapshot lacks ${files.length} of ${count} files it had to hold, ${first} for one. It is marked as partial and does not count as a backup.`,
  );
}

/** Without one of these, or of the documents' objects, a restore could not succeed. */
function listRequiredFiles(dataDir: string, manifest: Manifest): string[] {
  const staged = [
    backupFiles.manifest,
    ...(manifest.redis ? [backupFiles.redis] : []),
    ...(manifest.kind === 'incremental' ? databaseFiles.map((name) => join(backupFiles.changes, name)) : []),
  ];
  const others = [
    'config/settings.env',
    'minio/.minio.sys/format.json',
    ...secretNames.map((name) => `secrets/${name}`),
  ];
  return [
    ...staged.map((name) => join(stagingDirectory({ dataDir }), name)),
    ...databaseFiles.map((name) => join(baseDirectory({ dataDir }), name)),
    ...others.map((name) => join(dataDir, name)),
  ];
}

const databaseFiles = ['PG_VERSION', 'global/pg_control', 'backup_manifest'];
