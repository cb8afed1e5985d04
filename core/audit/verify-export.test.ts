import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import type { ChainHead, ChainRow } from './chain-row.ts';
import { genesisHash, hashRow, verifyExport, type ExportVerdict } from './verify-export.ts';

type Fields = Record<string, unknown>;
/** The lines of an export: header, rows, seal, signature; fields of whatever type. */
type Draft = { header?: Fields; rows: Fields[]; seal?: Fields };

const pair = generateKeyPairSync('ed25519');
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const id = '10000000-0000-4000-8000-000000000001';

/** Chains rows anew, as whoever owns the server can: each hash is of what stands in the row, whatever its type. */
function chain(rows: readonly Fields[], previousHash = genesisHash): Fields[] {
  let before = previousHash;
  return rows.map((row) => {
    const linked = { ...row, previousHash: before } as unknown as ChainRow;
    before = hashRow(linked);
    return { ...linked, hash: before };
  });
}

function honestRows(details: readonly string[]): Fields[] {
  const ids = { personId: id, matterId: null, documentId: null };
  const at = '2026-11-21T18:44:29.657809Z';
  const toRow = (detail: string, index: number) => ({
    ...{ seq: index + 1, at, event: 'page.viewed', ...ids, requestId: `request-${index}`, detail },
    ...{ previousHash: '', hash: '' },
  });
  return chain(details.map(toRow));
}

const toLine = (value: unknown) => `${JSON.stringify(value)}\n`;

/** The lines with header, seal and signature that fit them, but for what the draft wants otherwise. */
function writeLines({ header = {}, rows, seal = {} }: Draft): string[] {
  const [first, last] = [rows[0]?.['seq'] ?? 1, rows.at(-1)?.['seq'] ?? 0];
  const content = [
    {
      ...{ kind: 'strongroom-audit', version: 1, origin: 'https://room.example' },
      ...{ madeAt: '2026-11-22T08:00:00.000Z', first, last, previousHash: rows[0]?.['previousHash'] },
      ...{ publicKey, ...header },
    },
    ...rows,
  ].map(toLine);
  const sha256 = createHash('sha256').update(content.join('')).digest('hex');
  const hash = rows.at(-1)?.['hash'];
  const sealed = toLine({ kind: 'seal', rows: rows.length, last, hash, sha256, ...seal });
  return [...content, sealed, signatureOf(sealed)];
}

function signatureOf(seal: string): string {
  return toLine({
    kind: 'signature',
    ed25519: sign(null, Buffer.from(seal), pair.privateKey).toString('base64'),
  });
}

async function verify(lines: readonly (string | Buffer)[], ...head: ChainHead[]): Promise<ExportVerdict> {
  async function* chunks() {
    for (const line of lines) yield Buffer.from(line);
  }
  return verifyExport(chunks(), { head });
}

const headOf = (row: Fields | undefined) => ({ seq: Number(row?.['seq']), hash: String(row?.['hash']) });

/** What a value could be instead, to a reader who does not ask for its type. */
const otherTypes = (value: unknown): unknown[] => [
  ...[[value], { value }, String(value), `${String(value)}\n`, ` ${String(value)}`, Number(value), ''],
  ...[null, true, false, 0, -1, 1.5, 2 ** 53, [], {}],
];

/** The same line with one field of another type, left out, or or one too many. */
function* mutants(line: string): Generator<{ what: string; line: string }> {
  const fields = JSON.parse(line) as Fields;
  const write = (what: string, value: unknown) => ({ what, line: toLine(value) });
  for (const [name, value] of Object.entries(fields)) {
    for (const other of otherTypes(value))
      // An origin may be any text: whoever signs anew names their own.
      if (
        JSON.stringify(other) !== JSON.stringify(value) &&
        !(name === 'origin' && typeof other === 'string')
      )
        yield write(`${name} is ${JSON.stringify(other)}`, { ...fields, [name]: other });
    yield write(`no ${name}`, Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)));
    yield { what: `${name} twice`, line: line.replace('{', `{${JSON.stringify(name)}:0,`) };
  }
  yield write('one field too many', { ...fields, more: 1 });
  for (const other of [[fields], fields['seq'], null, 'text']) yield write(JSON.stringify(other), other);
  yield write('another order', Object.fromEntries(Object.entries(fields).toReversed()));
  yield { what: 'a space', line: line.replace(':', ': ') };
}

describe('The verifier of an export', () => {
  const rows = honestRows(Array.from({ length: 9 }, (_, index) => JSON.stringify({ page: index })));
  const lines = writeLines({ rows });
  const kept = headOf(rows[4]);

  it('proves an honest log whole, with every head that was kept', async () => {
    const all = rows.map(headOf);
    const { whole, sentence } = await verify(lines, ...all);
    assert.deepEqual({ whole, sentence }, { whole: true, sentence: 'whole: rows 1 to 9' });
    const upper = { ...kept, hash: kept.hash.toUpperCase() };
    assert.equal((await verify(lines, upper)).whole, true);
    assert.equal((await verify(writeLines({ rows: rows.slice(3) }), kept)).whole, true);
  });

  it('finds a row whose number is a text, although its chain was made anew and signed', async () => {
    const changed = rows.with(2, { ...rows[2], detail: '{"page":99}' }).with(8, { ...rows[8], seq: '9' });
    const forged = writeLines({ rows: chain(changed), header: { last: 9 }, seal: { last: '9' } });
    const { whole, sentence } = await verify(forged, headOf(rows[8]));
    assert.equal(whole, false);
    assert.match(sentence, /^broken at row 9: it cannot be read/);
  });

  it('finds every field of every kind of line that is of another type, missing, twice or too much', async () => {
    for (const [index, of] of [
      [0, 'header'],
      [5, 'row'],
      [10, 'seal'],
      [11, 'signature'],
    ] as const)
      for (const mutant of mutants(lines[index] ?? '')) {
        const { whole } = await verify(resign(lines.with(index, mutant.line)));
        assert.equal(whole, false, `${of}: ${mutant.what}`);
      }
  });

  it('finds every field of a row that is of another type in a chain that was made anew', async () => {
    for (const [name, value] of Object.entries(rows[5] ?? {}))
      for (const other of otherTypes(value)) {
        const draft = rows.with(5, { ...rows[5], [name]: other });
        const isSame = JSON.stringify(draft) === JSON.stringify(rows);
        const free = ['event', 'requestId', 'detail', 'previousHash', 'hash'].includes(name);
        // A text for a text, null for an id: a row that could be honest. The head that was kept finds it.
        const forged = chain(draft);
        const { whole } = await verify(writeLines({ rows: forged }), headOf(rows[6]));
        if (!isSame && !free) assert.equal(whole, false, `${name} is ${JSON.stringify(other)}`);
      }
  });

  it('tells half a character from the sign that stands for what is no character', async () => {
    const honest = honestRows(['{"q":"\ufffd"}', '{"page":1}']);
    const forged = honest.with(0, { ...honest[0], detail: '{"q":"\ud800"}' });
    assert.equal(hashRow(forged[0] as unknown as ChainRow), honest[0]?.['hash'], 'one hash for both');
    assert.equal((await verify(writeLines({ rows: honest }), headOf(honest[1]))).whole, true);
    const { whole, sentence } = await verify(writeLines({ rows: forged }), headOf(honest[1]));
    assert.deepEqual({ whole, sentence }, { whole: false, sentence: 'broken at row 1: it cannot be read' });
    for (const field of ['event', 'requestId', 'detail']) {
      const rows = chain(honest.with(0, { ...honest[0], [field]: 'x\udc00' }));
      assert.equal((await verify(writeLines({ rows }))).whole, false, field);
    }
  });

  it('goes through rows that a wall hides by their hashes alone, and says which they are', async () => {
    const hide = (index: number) => ({ kind: 'hidden', seq: index + 1, hash: rows[index]?.['hash'] });
    const { seq, at, event, personId, hash } = rows[4] ?? {};
    const withheld = { kind: 'withheld', seq, at, event, personId, detail: '{}', hash };
    const shown = rows.with(1, hide(1)).with(2, hide(2)).with(4, withheld).with(8, hide(8));
    const all = rows.map(headOf);
    const found = await verify(writeLines({ rows: shown }), ...all);
    assert.deepEqual(found.sentence.split('; '), [
      'whole: rows 1 to 9',
      '3 rows are behind a wall and not shown: 2 to 3, 9',
      '1 row is behind a wall and shown in part, which no hash proves: 5',
    ]);
    assert.ok(found.whole);
    for (const index of [2, 5])
      for (const mutant of mutants(toLine(shown[index - 1]))) {
        const { whole } = await verify(resign(writeLines({ rows: shown }).with(index, mutant.line)));
        // What no hash proves but that of the file may be another text of its kind.
        if (!/^(event|personId|detail) is ("|null)/.test(mutant.what))
          assert.equal(whole, false, mutant.what);
      }
  });

  it('finds a row that was changed behind a hidden line, or taken out with it', async () => {
    const forgery = chain(rows.with(3, { ...rows[3], detail: '{"page":99}' }));
    const untrue = forgery.with(3, { kind: 'hidden', seq: 4, hash: forgery[3]?.['hash'] });
    assert.match((await verify(writeLines({ rows: untrue }), kept)).sentence, /not the one you kept/);
    const alone = rows.with(3, { kind: 'hidden', seq: 4, hash: 'f'.repeat(64) });
    assert.match(
      (await verify(writeLines({ rows: alone }))).sentence,
      /^broken at row 5: it does not follow/,
    );
    const without = writeLines({ rows: rows.with(3, { kind: 'hidden', seq: 5, hash: rows[4]?.['hash'] }) });
    assert.match((await verify(without)).sentence, /^broken at row 4: it is missing/);
    const twice = writeLines({
      rows: rows.toSpliced(3, 0, { kind: 'hidden', seq: 3, hash: rows[2]?.['hash'] }),
    });
    assert.match((await verify(twice)).sentence, /^broken at row 3: it does not follow/);
  });

  it('demands each head that was kept, and no line of bytes that only look alike', async () => {
    for (const head of [
      { seq: 5, hash: rows[3]?.['hash'] },
      { seq: 10, hash: kept.hash },
      { seq: 0, hash: genesisHash },
      { seq: '5', hash: kept.hash },
      { seq: 5.5, hash: kept.hash },
      { seq: Number.NaN, hash: kept.hash },
    ] as ChainHead[])
      assert.equal((await verify(lines, kept, head)).whole, false, JSON.stringify(head));
    const spoilt = Buffer.from((lines[5] ?? '').replace('request-4', 'request-?'));
    spoilt[spoilt.indexOf('?')] = 0xff;
    assert.match(
      (await verify([...lines.slice(0, 5), spoilt, ...lines.slice(6)])).sentence,
      /cannot be read/,
    );
    assert.match((await verify([Buffer.alloc(1 << 25, 'x')])).sentence, /cannot be read/);
    const elsewhere = chain(rows, 'f'.repeat(64));
    assert.match(
      (await verify(writeLines({ rows: elsewhere }))).sentence,
      /^broken at row 1: it does not follow/,
    );
  });

  it('never calls a changed history whole when a head inside it is given', async () => {
    const history = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 12 });
    const number = fc.constantFrom(
      String,
      Number,
      (seq: number) => [seq],
      (seq: number) => ({ seq }),
      (seq: number) => seq + 0.5,
    );
    const forgery = fc.record({
      at: fc.nat(),
      head: fc.nat(),
      from: fc.nat(),
      detail: fc.string({ unit: 'grapheme' }),
      number,
      cut: fc.nat({ max: 2 }),
      begin: fc.nat({ max: 2 }),
      header: fc.nat({ max: 2 }),
      seal: fc.nat({ max: 2 }),
      kind: fc.constantFrom('change', 'remove', 'insert', 'swap', 'move a line'),
    });
    await fc.assert(
      fc.asyncProperty(history, forgery, async (details, act) => {
        const honest = honestRows(details.map((detail) => JSON.stringify({ detail })));
        const changedAt = act.at % honest.length;
        const head = headOf(honest[changedAt + (act.head % (honest.length - changedAt))]);
        const forged = chain(renumber(change(honest, changedAt, act), act));
        const left = forged.slice(Math.min(act.begin, 1) * (changedAt + 1)).slice(0, forged.length - act.cut);
        const whole = await verify(
          writeLines({
            rows: left,
            ...(act.header > 0 && { header: { last: act.header === 1 ? honest.length : head.seq } }),
            ...(act.seal > 0 && { seal: { last: act.seal === 1 ? honest.length : head.seq } }),
          }),
          head,
        );
        assert.equal(whole.whole, false, whole.sentence);
      }),
      { numRuns: 2_000 },
    );
  });
});

type Act = { from: number; detail: string; number: (seq: number) => unknown; kind: string };

/** A history that differs at this row or before it. */
function change(honest: readonly Fields[], at: number, { kind, detail }: Act): Fields[] {
  const row = honest[at] ?? {};
  switch (kind) {
    case 'remove':
      return honest.toSpliced(at, 1);
    case 'insert':
      return honest.toSpliced(at, 0, { ...row, detail: `${detail}.` });
    case 'swap':
      return honest.with(at, honest[0] ?? {}).with(0, { ...row, requestId: `${String(row['requestId'])}.` });
    case 'move a line':
      return honest.with(at, { ...row, event: `${String(row['event'])}\n`, personId: null });
    default:
      return honest.with(at, { ...row, detail: `${detail}.` });
  }
}

/** Numbers from one on, some of them as something that is no number. */
function renumber(rows: readonly Fields[], { from, number }: Act): Fields[] {
  return rows.map((row, index) => ({
    ...row,
    seq: index >= from % (rows.length + 1) ? number(index + 1) : index + 1,
  }));
}

/** A file that was changed, with the seal and the signature that whoever owns the server can make of it. */
function resign(lines: readonly string[]): string[] {
  const [seal = '', signature = ''] = lines.slice(-2);
  const content = lines.slice(0, -2);
  const sha256 = createHash('sha256').update(content.join('')).digest('hex');
  const resealed = seal.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${sha256}"`);
  const isOurs = /^\{"kind":"signature","ed25519":"[^"]{88}"\}\n$/.test(signature);
  return [...content, resealed, isOurs ? signatureOf(resealed) : signature];
}
