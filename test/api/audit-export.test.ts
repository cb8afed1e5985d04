import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyAuditLog } from '../../core/audit/verify-chain.ts';
import type { ChainRow, ExportHeader, ExportRow } from '../../core/audit/chain-row.ts';
import { hashRow } from '../../core/audit/verify-export.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { sha256 } from '../support/client.ts';
import { useRoom } from '../support/room.ts';

describe('An export of the audit log', () => {
  const room = useRoom();
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-audit-'));
  const program = join(folder, 'verify-audit.mjs');
  let auditor: Colleague;
  let ada: Colleague;
  let text = '';
  after(() => rmSync(folder, { recursive: true }));

  const download = async (query: Record<string, string> = {}): Promise<string> => {
    const answer = await auditor.request
      .get('/api/audit/export')
      .query(query)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks).toString()));
      });
    assert.equal(answer.status, 200);
    return answer.body as string;
  };
  /** Runs the program that auditors download, alone in a folder, as they would. */
  const verify = (content: string, ...flags: string[]): Promise<{ code: number; says: string }> => {
    const file = join(folder, 'log.jsonl');
    writeFileSync(file, content);
    return new Promise((resolve) => {
      const options = { cwd: folder, env: {} };
      execFile(process.execPath, [program, file, ...flags], options, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, says: (out + err).split('\n')[0] ?? '' }),
      );
    });
  };
  const lines = () => text.trimEnd().split('\n');
  const rowsOf = () =>
    lines()
      .slice(1, -2)
      .map((line) => JSON.parse(line) as ChainRow);
  const joined = (parts: string[]) => `${parts.join('\n')}\n`;
  const broken = async (content: string, says: RegExp, ...flags: string[]) => {
    const found = await verify(content, ...flags);
    assert.match(found.says, says);
    assert.equal(found.code, 1);
  };

  /** As nobody but the superuser in the database's own container can. */
  const asSuperuser = (statements: string) =>
    room.services.sql(`SET session_replication_role = replica; ${statements};`, 'strongroom');

  before(async () => {
    [auditor, ada] = [await createColleague(room, 'audit', 'auditor'), await createColleague(room, 'ada')];
    const matter = await createTestMatter(ada);
    await uploadAs(ada, matter, { name: 'Secret merger.txt', content: 'words' });
    await ada.request.get('/api/search').query({ q: 'ünïcode “word”' }).expect(200);
    for (let turn = 0; turn < 5; turn += 1) await ada.request.get(`/api/matters/${matter}`).expect(200);
    const { text: source } = await ada.request.get('/api/audit/verifier').buffer(true).expect(200);
    writeFileSync(program, source);
    text = await download();
  });

  it('is proven whole by one file and Node alone, and records that it was taken', async () => {
    const { last } = JSON.parse(lines()[0] ?? '') as ExportHeader;
    assert.deepEqual(await verify(text), { code: 0, says: `whole: rows 1 to ${last}` });
    assert.equal(rowsOf().at(-1)?.event, 'audit.exported');
    assert.doesNotMatch(text, /Secret merger|Harbour/);
    const page = await auditor.request.get('/audit').set('Accept', 'text/html').expect(200);
    const fingerprint = /Fingerprint of the signing key: <code>([0-9a-f]{64})</.exec(page.text)?.[1] ?? '';
    const kept = `${last}:${rowsOf().at(-1)?.hash}`;
    assert.equal((await verify(text, '--key', fingerprint, '--head', kept)).code, 0);
    const span = await download({ from: rowsOf()[3]?.at.replace(/\d{3}Z$/, 'Z') ?? '' });
    assert.match((await verify(span)).says, /^whole: rows 4 to /);
  });

  it('that was changed, shortened, added to or put in another order is found broken, at the row', async () => {
    const all = lines();
    const without = (...gone: number[]) => joined(all.filter((_, index) => !gone.includes(index)));
    const swapped = all.with(3, all[4] ?? '').with(4, all[3] ?? '');
    const changed = all.with(5, (all[5] ?? '').replace('"requestId":"', '"requestId":"x'));
    await broken(joined(changed), /^broken at row 5: it is not as it was written/);
    await broken(without(3), /^broken at row 3: it is missing/);
    await broken(joined(all.toSpliced(4, 0, all[3] ?? '')), /^broken at row 3: it does not follow/);
    await broken(joined(swapped), /^broken at row 3: it is missing/);
    await broken(joined(all.slice(0, 6)), /^broken at row 6: the file ends before it/);
    await broken(without(all.length - 3), /^broken at row \d+: the file ends before it/);
    await broken(without(all.length - 1), /^broken at row \d+: the file ends before it/);
    await broken(text.replace('"origin":"', '"origin":"x'), /something beside the rows/);
    await broken(`${text}{}\n`, /added after the signature/);
    await broken('', /^broken at row 0: the file is empty/);
    await broken(text.slice(0, Math.floor(text.length / 2)), /^broken at row \d+: it cannot be read/);
  });

  it('whose chain and seal were made anew is found by its signature, its key or a head that was kept', async () => {
    const rows = rowsOf();
    const head = `${rows.at(-1)?.seq}:${rows.at(-1)?.hash}`;
    const fingerprint = sha256(
      Buffer.from((JSON.parse(lines()[0] ?? '') as ExportHeader).publicKey, 'base64'),
    );
    const { forged, own } = forge(lines(), rows.slice(0, -2));
    const whole = await verify(own);
    assert.equal(whole.code, 0, 'alone, it agrees with itself');
    await broken(forged, /the signature is not that of these rows/);
    await broken(own, /signed with another key/, '--key', fingerprint);
    await broken(own, /the file ends before it/, '--head', head);
    await broken(own, /its hash is not the one you kept/, '--head', `4:${rows[3]?.hash}`);
  });

  it('is refused by a program that is not told what to do with exit code 2', async () => {
    assert.equal((await verify(text, '--head', 'nonsense')).code, 2);
    assert.equal((await verify(text, '--surprise')).code, 2);
  });

  it('shows what was done to the table itself by a superuser, as recomputing it does', async () => {
    const others = 'at, event, person_id, matter_id, document_id, request_id, detail, previous_hash, hash';
    const statements: [string, RegExp][] = [
      ["UPDATE audit_event SET detail = '{}' WHERE seq = 4", /^broken at row 4: it is not/],
      ['DELETE FROM audit_event WHERE seq = 3', /^broken at row 3: it is missing/],
      [`INSERT INTO audit_event SELECT 100000, ${others} FROM audit_event WHERE seq = 2`, /it is missing/],
      [
        'UPDATE audit_event SET seq = -seq WHERE seq IN (2, 3); UPDATE audit_event SET seq = 5 + seq WHERE seq < 0',
        /^broken at row 2: it does not follow/,
      ],
      ['TRUNCATE audit_event', /^broken at row 4: the file begins after it/],
    ];
    await asSuperuser('CREATE TABLE kept AS SELECT * FROM audit_event');
    for (const [statement, says] of statements) {
      await asSuperuser(statement);
      await broken(await download(), says, '--head', `4:${rowsOf()[3]?.hash}`);
      assert.ok((await verifyAuditLog(room.app('ops'))).faultCount > 0, statement);
      await asSuperuser(
        `DELETE FROM audit_event; INSERT INTO audit_event SELECT * FROM kept;
         UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM kept ORDER BY seq DESC LIMIT 1)`,
      );
    }
    assert.equal((await verify(await download())).code, 0);
  });

  it('is not whole to the appliance without its head, or with a row before the first', async () => {
    const columns = 'at, event, person_id, matter_id, document_id, request_id, detail, previous_hash, hash';
    const acts = [
      {
        act: 'DELETE FROM audit_head',
        undo: `INSERT INTO audit_head (id, seq, hash) SELECT 1, seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1`,
      },
      {
        act: `INSERT INTO audit_event (seq, ${columns}) SELECT -5, ${columns} FROM audit_event WHERE seq = 2`,
        undo: 'DELETE FROM audit_event WHERE seq < 0',
      },
    ];
    for (const { act, undo } of acts) {
      assert.equal((await verifyAuditLog(room.app('ops'))).faultCount, 0);
      await asSuperuser(act);
      assert.ok((await verifyAuditLog(room.app('ops'))).faultCount > 0, act);
      await asSuperuser(undo);
    }
  });

  it('is for auditors alone', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    for (const who of [ada, boss])
      for (const path of ['/api/audit/export', '/audit/export'])
        assert.equal((await who.request.get(path)).status, 403);
  });

  it('is proven through the rows that a wall hides, and says which they are', async () => {
    const matter = await createTestMatter(ada);
    const before = await download();
    assert.equal((await verify(before)).says.includes('behind a wall'), false);
    const wall = { matterId: matter, personId: auditor.id, reason: 'Works for Lind' };
    await ada.request.post('/api/walls').send(wall).expect(201);
    await uploadAs(ada, matter, { name: 'Secret.txt', content: 'secret words' });
    const whole = await download();
    const all = whole.trimEnd().split('\n');
    assert.doesNotMatch(whole, new RegExp(`${matter}|Works for Lind`));
    const rows = all.slice(1, -2).map((line) => JSON.parse(line) as ExportRow & { kind?: string });
    const hidden = rows.filter(({ kind }) => kind === 'hidden').map(({ seq }) => seq);
    const withheld = rows.filter(({ kind }) => kind === 'withheld');
    const truth = await room.services.sql(
      `SELECT seq FROM audit_event WHERE matter_id = '${matter}' AND event <> 'wall.raised' ORDER BY seq`,
      'strongroom',
    );
    assert.deepEqual(hidden, truth.trim().split('\n').map(Number));
    assert.deepEqual(
      withheld.map((row) => 'event' in row && [row.event, row.personId]),
      [['wall.raised', ada.id]],
    );
    const { code, says } = await verify(whole, '--head', `${hidden[0]}:${rows[(hidden[0] ?? 0) - 1]?.hash}`);
    assert.equal(code, 0);
    const last = rows.at(-1)?.seq;
    assert.match(
      says,
      new RegExp(`^whole: rows 1 to ${last}; ${hidden.length} rows are behind a wall and not`),
    );
    assert.ok(says.includes(`shown: ${hidden[0]}`));
    assert.match(says, /; 1 row is behind a wall and shown in part, which no hash proves: \d+$/);
    // The days that a wall touches are no exception, nor is the last row.
    const span = await download({ from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' });
    assert.equal((await verify(span)).code, 0);
    // A hash that is not the row's does not meet the next one; a row that is taken out is missing.
    const at = all.findIndex((line) => line.startsWith('{"kind":"hidden"'));
    const other = all.with(at, (all[at] ?? '').replace(/"hash":"[0-9a-f]{8}/, '"hash":"00000000'));
    await broken(joined(other), /^broken at row \d+: it does not follow/);
    await broken(joined(all.toSpliced(at, 1)), /^broken at row \d+: it is missing/);
    await broken(joined(all.toSpliced(at, 0, all[at] ?? '')), /^broken at row \d+: it does not follow/);
  });
});

/** What whoever owns the server could write: a chain that fits, of other rows; once under our header, once signed with a key of their own. */
function forge(lines: string[], rows: ChainRow[]): { forged: string; own: string } {
  const header = JSON.parse(lines[0] ?? '') as ExportHeader;
  let previousHash = header.previousHash;
  const chained = rows.map((row, index) => {
    const other = { ...row, previousHash, ...(index === 3 && { detail: '{"q":"nothing"}' }) };
    previousHash = hashRow(other);
    return { ...other, hash: previousHash };
  });
  const last = chained.at(-1)?.seq ?? 0;
  const pair = generateKeyPairSync('ed25519');
  const key = createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  const write = (head: ExportHeader) => {
    const content = [head, ...chained].map((value) => `${JSON.stringify(value)}\n`).join('');
    const seal = `${JSON.stringify({ kind: 'seal', rows: chained.length, last, hash: previousHash, sha256: sha256(content) })}\n`;
    const ed25519 = sign(null, Buffer.from(seal), key).toString('base64');
    return `${content}${seal}${JSON.stringify({ kind: 'signature', ed25519 })}\n`;
  };
  return { forged: write({ ...header, last }), own: write({ ...header, last, publicKey }) };
}
