import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storagePathOf } from '../../ops/data-folders.ts';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { tryRun } from '../support/run-program.ts';
import { waitFor } from '../support/wait-for.ts';
import { freshRoom } from './prepared-repository.ts';
import { flipBit } from './flip-byte.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

const megabyte = 1024 ** 2;
const sizes = [1, 70_000, 300_000, 9 * megabyte, 60 * megabyte];

describe('a backup is whole, or it is a failure that says so', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];

  const snapshots = async (): Promise<string[]> => {
    const ran = await ops.ask(['snapshots', '--json']);
    return (JSON.parse(ran.stdout) as { snapshots: { id: string; partial: boolean }[] }).snapshots
      .filter(({ partial }) => !partial)
      .map(({ id }) => id);
  };
  const lastRun = async () =>
    app.database.asProcess((tx) => tx.backupRun.findFirstOrThrow({ orderBy: { startedAt: 'desc' } }));
  /** What stands in MinIO's folder for an object. */
  const raw = ({ sha256 }: StoredDocument) => join(services.dataDir, storagePathOf(sha256));
  /** Expects a failure that is written down, and that no snapshot came of it. */
  const failsWith = async (words: RegExp) => {
    const before = await snapshots();
    const ran = await ops.ask(['backup', '--json']);
    assert.equal(ran.code, 1, ran.stderr);
    assert.match((JSON.parse(ran.stdout) as { error: string }).error, words);
    const last = await lastRun();
    assert.equal(last.state, 'failed');
    assert.match(last.reason ?? '', words);
    const event = await app.database.asProcess((tx) =>
      tx.auditEvent.findFirstOrThrow({ orderBy: { seq: 'desc' } }),
    );
    assert.equal(event.event, 'backup.failed');
    assert.deepEqual(await snapshots(), before);
    assert.equal(existsSync(join(services.dataDir, 'ops', 'staging')), false);
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    documents = await storeDocuments(app, services, sizes);
    const made = await ops.ask([
      'init-repository',
      '--recovery-key-file',
      '/run/keys/recovery-key',
      '--json',
    ]);
    assert.equal(made.code, 0, made.stderr);
  });
  after(() => app.close());

  it('is made, written down, and holds every document', async () => {
    const ran = await ops.ask(['backup', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    const made = JSON.parse(ran.stdout) as { snapshot: string; documents: number; bytes: number };
    assert.equal(made.documents, sizes.length);
    assert.ok(made.bytes > sizes.reduce((sum, size) => sum + size, 0));
    const last = await lastRun();
    assert.deepEqual([last.state, last.snapshot, last.documents], ['done', made.snapshot, sizes.length]);
    assert.deepEqual(await snapshots(), [made.snapshot.slice(0, 8)]);
    assert.doesNotMatch(
      ran.stdout + ran.stderr,
      new RegExp(readFileSync(join(services.secretsDir, 'repository_key'), 'utf8').trim()),
    );
  });

  it('fails when one file cannot be read', async () => {
    const file = raw(documents[2] as StoredDocument);
    chmodSync(file, 0o000);
    try {
      await failsWith(/could not be read/);
    } finally {
      chmodSync(file, 0o644);
    }
  });

  it('fails when an object of a document is missing, and counts them', async () => {
    const file = raw(documents[1] as StoredDocument);
    const away = join(services.dataDir, 'away');
    renameSync(file, away);
    try {
      await failsWith(new RegExp(`1 of ${sizes.length} documents' objects are missing`));
    } finally {
      renameSync(away, file);
    }
  });

  it('fails when a part that a restore needs is empty', async () => {
    const file = join(services.dataDir, 'config', 'settings.env');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, '');
    try {
      await failsWith(/lacks 1 of \d+ files.*settings\.env/);
    } finally {
      writeFileSync(file, text);
    }
  });

  it('is made without the queue when Redis is down: the documents are what counts', async () => {
    await services.stop('redis');
    try {
      const ran = await ops.ask(['backup', '--json']);
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(ran.stderr, /queue could not be copied/);
    } finally {
      await services.start('redis');
    }
  });

  it('refuses a second one while the first runs, and the first ends well', async () => {
    const first = ops.start(`strongroom-test-${process.pid}-first`, ['backup', '--json']);
    await waitFor('the first backup to begin', 30, () =>
      Promise.resolve(/copying the database/.test(first.said()) || undefined),
    );
    await first.hold();
    const second = await ops.ask(['backup', '--json']);
    await first.letGo();
    assert.equal(second.code, 3, second.stderr);
    assert.match(second.stdout, /already running/);
    const ended = await first.ended;
    assert.equal(ended.code, 0, ended.said);
  });

  it('is refused when the disk cannot take the copy of the database', async () => {
    const folder = join(services.dataDir, 'small-disk');
    const image = await smallDisk(folder);
    try {
      const ran = await ops.ask(['backup', '--json'], { folder: join(services.dataDir, 'keys') });
      assert.equal(ran.code, 0, ran.stderr);
      const tight = await ops.tool(
        ['env', 'STRONGROOM_DATA_DIR=/into', 'node', 'dist/ops/main.js', 'backup', '--json'],
        { folder },
      );
      assert.equal(tight.code, 3, tight.stderr);
      assert.match(tight.stdout, /needs .* GB free .* Make room/);
    } finally {
      await tryRun('umount', [folder]);
      await tryRun('rm', ['-rf', image, folder]);
    }
  });

  it('finds every one of 20 bits that were flipped in its repository, at places of chance', async () => {
    const repository = join(services.dataDir, 'repository');
    const check = ['check', '--read-data', '--repo', '/repository', '--no-cache', '--no-lock'];
    const inWords = async () => {
      const key = ['--password-file', '/run/secrets/repository_key'];
      const ran = await ops.tool(['restic', ...check, ...key]);
      return ran.code === 0 ? 'sound' : ran.stdout + ran.stderr;
    };
    const [packs, others] = chooseFiles(repository, 20);
    console.log(`    in ${packs.length} packs and ${others.length} indexes and snapshots`);
    const flipped = packs.map((file) => flipBit(file, Math.random()));
    try {
      assert.equal((await ops.ask(['check', '--read-data-subset', '100%', '--json'])).code, 1);
      const said = await inWords();
      assert.deepEqual(
        packs.filter((file) => !said.includes(basename(file).slice(0, 8))),
        [],
      );
    } finally {
      for (const { undo } of flipped) undo();
    }
    // One by one: without an index that can be read, nothing else is looked at.
    for (const file of others) {
      const { undo } = flipBit(file, Math.random());
      assert.notEqual(await inWords(), 'sound', file);
      undo();
    }
    assert.equal((await ops.ask(['check', '--read-data-subset', '100%'])).code, 0);
  });
});

/** Files of a repository by chance: packs, and indexes and snapshots. */
function chooseFiles(repository: string, count: number): [string[], string[]] {
  const all = ['data', 'index', 'snapshots'].flatMap((part) =>
    readdirSync(join(repository, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const chosen = all
    .map((file) => ({ file, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ file }) => file);
  assert.equal(chosen.length, count, `the repository has ${all.length} files`);
  const isPack = (file: string) => file.startsWith(join(repository, 'data'));
  return [chosen.filter((file) => isPack(file)), chosen.filter((file) => !isPack(file))];
}

/** A file system of 8 MB at `folder`, where the ops user may write. @returns its image. */
async function smallDisk(folder: string): Promise<string> {
  const image = `${folder}.img`;
  const made = await tryRun('bash', [
    '-c',
    `set -e; mkdir -p ${folder}; truncate -s 16M ${image}; mkfs.ext4 -q ${image}; mount -o loop ${image} ${folder}; chown 10004:10000 ${folder}`,
  ]);
  if (made.code !== 0) throw new Error(`A small disk could not be made: ${made.stderr}`);
  return image;
}
