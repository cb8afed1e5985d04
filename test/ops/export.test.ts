import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import type { App } from '../../core/app.ts';
import { verifyChain } from '../../core/audit/verify-chain.ts';
import type { ChainRow } from '../../core/audit/chain-row.ts';
import { storagePathOf } from '../../ops/data-folders.ts';
import { run, tryRun } from '../support/run-program.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import { until, type OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

type Listed = { id: string; path: string | null; sha256: string; filename: string };

describe('an export is read without the product', function () {
  this.timeout(120_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];

  const makeExport = async (folder: string, ...more: string[]) => {
    const ran = await ops.ask(['export', '/into', '--json', ...more], { folder });
    assert.notEqual(ran.stdout, '', `code ${ran.code}: ${ran.stderr}`);
    return { ...ran, said: JSON.parse(ran.stdout) as Record<string, unknown> };
  };
  const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
  const listed = (folder: string) => JSON.parse(read(folder, 'documents.json')) as Listed[];
  const sumsHold = async (folder: string) => {
    const ran = await tryRun('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    return ran.stdout.trim().split('\n').length;
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    documents = await storeDocuments(app, services, [1, 70_000, 300_000, 6 * 1024 ** 2, 10, 11, 12]);
    await services.sql(awkward(documents), 'strongroom');
  });
  after(() => app.close());

  it('as plain files by client and matter that sha256sum proves, whatever people called them', async () => {
    const folder = ops.freshFolder('export');
    const { code, stderr, said } = await makeExport(folder);
    assert.equal(code, 0, stderr);
    assert.deepEqual([said['documents'], said['matters'], said['missing']], [7, 2, []]);
    // Six files, one of them without its password as well, and six lists; the infected one has none.
    assert.equal(await sumsHold(folder), 7 + 6);
    const room = 'matters/Acme/1 x';
    assert.deepEqual(readdirSync(join(folder, room)).toSorted(), [
      'LETTER (2).pdf',
      '_..__passwd',
      'letter.pdf',
      'mail.eml',
      'mail.eml - what was in it',
    ]);
    assert.deepEqual(readdirSync(join(folder, room, 'mail.eml - what was in it')), ['a b.txt']);
    assert.deepEqual(readdirSync(join(folder, 'matters')).toSorted(), ['Acme', '_']);
    assert.ok(!existsSync(join(folder, '.strongroom-export')));
  });

  it('with lists for a spreadsheet and for a program, and the audit log whole', async () => {
    const folder = join(services.dataDir, 'export');
    const rows = parse<Record<string, string>>(read(folder, 'documents.csv'), { columns: true, bom: true });
    assert.equal(rows.length, 7);
    const formula = rows.find(({ id }) => id === documents[5]?.id);
    assert.equal(formula?.['filename'], "'=1+1");
    assert.equal(listed(folder).find(({ id }) => id === documents[5]?.id)?.filename, '=1+1');
    const infected = listed(folder).find(({ id }) => id === documents[6]?.id);
    assert.equal(infected?.path, null);
    const [matter] = (
      JSON.parse(read(folder, 'matters.json')) as { client: string; members: object[] }[]
    ).filter(({ client }) => client === 'Acme');
    assert.equal(matter?.members.length, 1);
    const chain = read(folder, 'audit.jsonl').trim().split('\n');
    const { audit } = JSON.parse(read(folder, 'export.json')) as { audit: { seq: number; hash: string } };
    const report = await verifyChain(rowsOf(chain), audit);
    assert.deepEqual([report.faultCount, report.events], [0, chain.length]);
    assert.match(read(folder, 'README.txt'), /sha256sum --check/);
  });

  it('of one matter alone, and never over something else', async () => {
    const folder = ops.freshFolder('export-one');
    const ran = await makeExport(folder, '--matter', 'E/2');
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(
      listed(folder).map(({ id }) => id),
      [documents[5]?.id],
    );
    const events = read(folder, 'audit.jsonl').trim().split('\n');
    assert.deepEqual(
      events.map((line) => (JSON.parse(line) as ChainRow).event),
      ['export.begun'],
    );
    const done = await app.database.asProcess((tx) =>
      tx.auditEvent.findFirstOrThrow({ where: { event: 'export.done' }, orderBy: { seq: 'desc' } }),
    );
    assert.equal(done.matterId, (JSON.parse(events[0] ?? '{}') as ChainRow).matterId);
    const again = await makeExport(folder, '--matter', 'E/2');
    assert.deepEqual([again.code, again.said['written']], [0, 0]);
    assert.equal((await makeExport(folder)).code, 3);
    const unknown = await makeExport(ops.freshFolder('export-unknown'), '--matter', '404');
    assert.equal(unknown.code, 3);
    assert.match(String(unknown.said['error']), /No matter has the number "404"/);
    const other = ops.freshFolder('export-other');
    writeFileSync(join(other, 'letter.txt'), 'mine');
    const refused = await makeExport(other);
    assert.equal(refused.code, 3);
    assert.deepEqual(readdirSync(other), ['letter.txt']);
  });

  it('goes on after it was killed, after the disk was full and after a document could not be read', async () => {
    const folder = ops.freshFolder('export-full');
    await run('mount', ['-t', 'tmpfs', '-o', 'size=12m,uid=10004,gid=10000', 'tmpfs', folder]);
    const gone = documents[2] as StoredDocument;
    const object = dirname(join(services.dataDir, storagePathOf(gone.sha256)));
    renameSync(object, `${object}.away`);
    try {
      const doomed = ops.start(`strongroom-test-${process.pid}-export`, ['export', '/into'], { folder });
      await until(doomed, doomed.runs);
      await setTimeout(Math.random() * 1_500);
      await doomed.kill().catch(() => undefined);
      await doomed.ended;
      const partly = await makeExport(folder).finally(() => renameSync(`${object}.away`, object));
      assert.equal(partly.code, 1, partly.stderr);
      assert.match(read(folder, 'MISSING.txt'), new RegExp(gone.id));
      await sumsHold(folder);
      const large = listed(folder).find(({ id }) => id === documents[3]?.id)?.path ?? '';
      writeFileSync(join(folder, large), 'a power cut left this');
      await tryRun('fallocate', ['--length', '8M', join(folder, 'lost+found')]);
      const full = await makeExport(folder);
      assert.equal(full.code, 1);
      assert.match(String(full.said['error']), /The disk with the folder is full/);
      await run('rm', [join(folder, 'lost+found')]);
      const done = await makeExport(folder);
      assert.equal(done.code, 0, done.stderr);
      assert.ok(!existsSync(join(folder, 'MISSING.txt')));
      assert.equal(await sumsHold(folder), 7 + 6);
    } finally {
      await run('umount', [folder]);
    }
  });
});

async function* rowsOf(lines: readonly string[]): AsyncGenerator<ChainRow> {
  for (const line of lines) yield JSON.parse(line) as ChainRow;
}

/** Names that are data, not paths; an attachment, a locked file that was unlocked, an infected one, and a second matter. */
function awkward(documents: readonly StoredDocument[]): string {
  const id = (index: number) => documents[index]?.id ?? '';
  const second = randomUUID();
  return `
    UPDATE document SET filename = 'letter.pdf' WHERE id = '${id(0)}';
    UPDATE document SET filename = 'LETTER.pdf', created_at = now() + interval '1 s' WHERE id = '${id(1)}';
    UPDATE document SET filename = E'../../\\x01\\u202Epasswd' WHERE id = '${id(2)}';
    UPDATE document SET filename = 'mail.eml' WHERE id = '${id(3)}';
    UPDATE document SET filename = E'a\\nb.txt', parent_id = '${id(3)}', part = 1 WHERE id = '${id(4)}';
    INSERT INTO matter (id, client, number, name, access, created_by)
      SELECT '${second}', '..', 'E/2', 'name:', 'firm', created_by FROM matter;
    UPDATE document SET filename = '=1+1', matter_id = '${second}', decrypted_sha256 = '${documents[0]?.sha256 ?? ''}' WHERE id = '${id(5)}';
    UPDATE document SET filename = 'virus.exe', state = 'quarantined' WHERE id = '${id(6)}';
    INSERT INTO membership (matter_id, person_id, role) SELECT id, created_by, 'owner' FROM matter WHERE client = 'Acme';`;
}
