import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storagePathOf } from '../../ops/data-folders.ts';
import { run } from '../support/run-program.ts';
import { signInAdministrator, listContainers, applianceDataDir } from '../stack/first-day/appliance.ts';
import { createMeasuredBackup } from './backup-rate.ts';
import { createBareRepository } from './bare-restic.ts';
import { measureSeconds, type BenchmarkRow } from './benchmark-row.ts';
import { shipWalNow } from './ship-wal.ts';

const documents = 100_000;

/**
 * The hourly backup of a firm with 100,000 documents of which none has changed since the last one. The documents are rows and files put
 * there past the product, copies of one small object under names of their own, so nothing after this row may read them.
 */
export async function measureUnchangedBackup(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of many documents' });
  const pattern = await admin.uploadAccepted(
    matter.id,
    'pattern.bin',
    Uint8Array.from(Buffer.alloc(3_000, 'x')),
  );
  await admin.waitForFinalState(pattern.id);
  writeObjectFiles(pattern.sha256);
  await insertRows(pattern.id);
  // As on any day: the WAL and the objects that came with it are shipped, and at night the whole database was copied.
  const [ops = ''] = await listContainers('ops', false);
  await shipWalNow(ops);
  rmSync(join(applianceDataDir, 'ops', 'base'), { recursive: true });
  await createMeasuredBackup();
  const { seconds, documents: kept } = await createMeasuredBackup();
  if (kept < documents) throw new Error(`The backup knows ${kept} documents only.`);
  const bare = await measureBareBackup();
  return {
    what: 'hourly backup of 100,000 documents of which none has changed',
    unit: 's',
    ours: seconds,
    baseline: 20,
    baselineName: `asked for, at most (\`restic backup\` of the same folders alone, again without a change: ${bare.toFixed(1)} s)`,
  };
}

/** Seconds that restic takes by itself to find that nothing of it has changed. */
async function measureBareBackup(): Promise<number> {
  const restic = await createBareRepository('bench-restic-unchanged');
  // Each container has a name of its own; without a common one restic would not know what it stored before.
  const store = () => restic('--quiet', 'backup', '--host', 'bench', '--no-scan', '/data/documents');
  await store();
  return measureSeconds(store);
}

function objectName(number: number): string {
  return createHash('sha256').update(`bench ${number}`).digest('hex');
}

function objectFile(sha256: string): string {
  return join(applianceDataDir, storagePathOf(sha256));
}

function writeObjectFiles(pattern: string): void {
  const content = readFileSync(objectFile(pattern));
  const { uid, gid } = statSync(objectFile(pattern));
  for (let number = 0; number < documents; number += 1) {
    const file = objectFile(objectName(number));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    for (const path of [file, dirname(file), dirname(dirname(file))]) chownSync(path, uid, gid);
  }
}

/** Scanned already, so that the worker leaves them alone. The names are made as `nameOf` makes them. */
async function insertRows(pattern: string): Promise<void> {
  const sha256 = `encode(sha256(convert_to('bench ' || number, 'UTF8')), 'hex')`;
  const numbers = `generate_series(0, ${documents - 1}) AS number`;
  const [postgres = ''] = await listContainers('postgres', false);
  await run(
    'docker',
    [
      ...['exec', '--interactive', postgres, 'psql', '--no-psqlrc', '--quiet'],
      ...['--set=ON_ERROR_STOP=1', '--username=postgres', '--dbname', 'strongroom'],
    ],
    { input: `${insertSql({ sha256, numbers, pattern })}\n`, timeoutMs: 600_000 },
  );
}

function insertSql({
  sha256,
  numbers,
  pattern,
}: {
  sha256: string;
  numbers: string;
  pattern: string;
}): string {
  return `
    INSERT INTO stored_object (sha256, bytes, scanned_with, scanned_at)
      SELECT ${sha256}, 3000, scanned_with, now() FROM ${numbers}, stored_object
      WHERE stored_object.sha256 = (SELECT sha256 FROM document WHERE id = '${pattern}');
    INSERT INTO document (id, matter_id, sha256, filename, media_type, state, uploaded_by)
      SELECT gen_random_uuid(), matter_id, ${sha256}, 'bench-' || number || '.bin', media_type, 'no-text', uploaded_by
      FROM ${numbers}, document WHERE document.id = '${pattern}';`;
}
