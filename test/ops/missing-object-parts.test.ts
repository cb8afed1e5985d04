import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { storagePathOf } from '../../ops/data-folders.ts';
import type { App } from '../../core/app.ts';
import { run } from '../support/run-program.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import { flipBit } from './flip-byte.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

const megabyte = 1024 ** 2;
/** Around the size above which the storage keeps an object's bytes beside its description, and around one part of an upload. */
const sizes = [1, 70_000, 128 * 1024, 128 * 1024 + 1, 300_000, 5 * megabyte, 9 * megabyte];

describe('a set is whole only with the bytes of large documents, which lie beside their description', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let large: StoredDocument;
  let folder: string;
  let restores = 0;

  const partOf = (sha256: string) => {
    const place = dirname(join(services.dataDir, storagePathOf(sha256)));
    const found = readdirSync(place, { recursive: true, encoding: 'utf8' });
    return join(place, found.find((name) => /\/part\.\d+$/.test(name)) ?? 'no part');
  };
  const part = () => partOf(large.sha256);
  const description = () => join(folder, 'xl.meta');
  /** Does something to the large object, and afterwards puts everything of it back as it was. */
  const whileDamaged = async (damage: () => void, then: () => Promise<void>) => {
    const away = join(services.dataDir, 'away');
    await run('cp', ['--archive', folder, away]);
    try {
      damage();
      await then();
    } finally {
      rmSync(folder, { recursive: true, force: true });
      renameSync(away, folder);
    }
  };
  const expectWhole = async (): Promise<string> => {
    const ran = await ops.ask(['backup', '--json']);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    return (JSON.parse(ran.stdout) as { kind: string }).kind;
  };
  const lacking = () =>
    new RegExp(`1 of ${sizes.length} documents' objects are missing .*\\(${large.sha256} for one\\)`);
  const expectLacking = async () => {
    const ran = await ops.ask(['backup', '--json']);
    assert.equal(ran.code, 1, ran.stdout + ran.stderr);
    assert.match((JSON.parse(ran.stdout) as { error: string }).error, lacking());
  };
  /** The next set then begins with a whole copy of the database, and everything is read back. */
  const makeItNight = () => rmSync(join(services.dataDir, 'ops', 'base'), { recursive: true, force: true });
  const countedGone = async () => {
    const last = await app.database.asProcess((tx) =>
      tx.targetRun.findFirstOrThrow({ where: { act: 'backup' }, orderBy: { at: 'desc' } }),
    );
    return last.gone;
  };
  const newest = async () => {
    const { stdout } = await ops.ask(['snapshots', '--json']);
    const { snapshots } = JSON.parse(stdout) as { snapshots: { id: string; partial: boolean }[] };
    return snapshots.at(-1) ?? { id: '', partial: false };
  };
  const restore = async (snapshot: string) => {
    const into = ops.freshFolder(`lost-parts-${(restores += 1)}`);
    const args = ['--into', '/into/set', '--password-file', '/run/secrets/repository_key', '--json'];
    return { into, ran: await ops.ask(['restore-backup', snapshot, ...args], { folder: into }) };
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    // What the tests before left would be in the sets as well.
    const objects = join(services.dataDir, 'minio/documents/sha256');
    for (const name of existsSync(objects) ? readdirSync(objects) : [])
      rmSync(join(objects, name), { recursive: true });
    makeItNight();
    const documents = await storeDocuments(app, services, sizes);
    large = documents[4] as StoredDocument;
    folder = dirname(join(services.dataDir, storagePathOf(large.sha256)));
    const made = await ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
  });
  after(() => app.close());

  it('an untouched room passes, at night and by the hour, whatever the sizes of its documents', async () => {
    assert.equal(await expectWhole(), 'full');
    assert.equal(await expectWhole(), 'incremental');
    assert.equal(await countedGone(), 0);
  });

  it('fails while the bytes of one are gone, in every hour and at night', () =>
    whileDamaged(
      () => rmSync(part()),
      async () => {
        await expectLacking();
        await expectLacking();
        makeItNight();
        await expectLacking();
      },
    ));

  it('fails while they are shorter than they were, in the next hour too, when that is what the set before had', () =>
    whileDamaged(
      () => truncateSync(part(), 150_000),
      async () => {
        await expectLacking();
        await expectLacking();
      },
    ));

  it('fails while they, or what describes them, are empty', async () => {
    for (const file of [part, description]) await whileDamaged(() => truncateSync(file()), expectLacking);
  });

  it('is whole again when the same file is uploaded, of one part or of many: what cannot be read is not taken for stored', async () => {
    const cut = [() => rmSync(part()), () => truncateSync(part(), 150_000)];
    for (const damage of cut) {
      const bytes = Buffer.concat((await (await app.storage.open(large.sha256)).toArray()) as Buffer[]);
      await whileDamaged(damage, async () => {
        await expectLacking();
        await app.storage.writeOnce(Readable.from([bytes]), { maxBytes: megabyte });
        await expectWhole();
      });
    }
    const many = Buffer.alloc(11 * megabyte, 'many');
    const write = () => app.storage.writeOnce(Readable.from([many]), { maxBytes: many.length });
    const { sha256 } = await write();
    const written = partOf(sha256);
    await write();
    assert.equal(partOf(sha256), written, 'what is whole is not written again');
    rmSync(written);
    await write();
    assert.deepEqual(Buffer.concat((await (await app.storage.open(sha256)).toArray()) as Buffer[]), many);
    await app.storage.remove(sha256);
  });

  it('counts a document whose bytes are others, once, and one whose bytes lie elsewhere', async () => {
    await expectWhole();
    const damages = [
      () => flipBit(part()),
      () => [flipBit(part()), appendFileSync(description(), 'x')],
      () => renameSync(dirname(part()), `${dirname(part())}-by-hand`),
    ];
    for (const damage of damages)
      await whileDamaged(damage, async () => {
        await expectWhole();
        assert.equal(await countedGone(), 1);
      });
    // Put back it is once more not what the set before had.
    await expectWhole();
    assert.equal(await countedGone(), 1);
    await expectWhole();
    assert.equal(await countedGone(), 0);
  });

  it('comes back whole, and what a version before took for whole is refused by the object it lacks', async () => {
    await expectWhole();
    const { into, ran } = await restore('latest');
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const objects = 'minio/documents/sha256';
    await run('diff', ['--recursive', join(services.dataDir, objects), join(into, 'set', objects)]);

    await whileDamaged(() => rmSync(part()), expectLacking);
    const partial = await newest();
    assert.equal(partial.partial, true);
    const accepted = await restore(partial.id);
    assert.equal(accepted.ran.code, 0, accepted.ran.stdout);
    assert.deepEqual((JSON.parse(accepted.ran.stdout) as { missing: string[] }).missing, [large.sha256]);

    const key = ['--repo', '/repository', '--password-file', '/run/secrets/repository_key', '--no-cache'];
    const mark = ['--remove', 'strongroom-partial', '--add', 'strongroom', partial.id];
    const marked = await ops.tool(['restic', 'tag', ...key, ...mark]);
    assert.equal(marked.code, 0, marked.stderr);
    const refused = await restore('latest');
    assert.equal(refused.ran.code, 1, refused.ran.stdout);
    assert.match(refused.ran.stdout, new RegExp(`lacks 1 objects .*${large.sha256} for one`));
  });
});
