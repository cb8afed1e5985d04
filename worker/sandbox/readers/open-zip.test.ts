import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildZip } from '../../../test/support/documents/zip.ts';
import { openZip } from './open-zip.ts';

const entries = [
  { name: 'word/document.xml', content: '<w:document>The deed</w:document>' },
  { name: 'empty', content: '' },
  { name: 'b.txt', content: 'The second.'.repeat(1_000) },
];

describe('A ZIP file is read by its central directory', () => {
  let dir = '';
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'open-zip-'));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  async function readAll(bytes: Buffer): Promise<[string, string][]> {
    const path = join(dir, 'input');
    writeFileSync(path, bytes);
    const zip = openZip(path);
    const found: [string, string][] = [];
    for await (const entry of zip.eachEntry())
      found.push([entry.fileNameRaw.toString(), await text(await zip.openReadStreamPromise(entry))]);
    return found;
  }
  const expected = entries.map(({ name, content }): [string, string] => [name, content]);
  const zip = () => buildZip(entries);
  /** Adds to the offsets that stand in the directory and in its end, as a program does that knows what it puts in front. */
  const adjusted = (before: Buffer) => {
    const bytes = zip();
    for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 1))
      bytes.writeUInt32LE(bytes.readUInt32LE(at + 42) + before.length, at + 42);
    bytes.writeUInt32LE(bytes.readUInt32LE(bytes.length - 6) + before.length, bytes.length - 6);
    return Buffer.concat([before, bytes]);
  };
  /** Entries whose own headers tell nothing, or lies, with data descriptors of every kind behind them. */
  const described = (descriptor: (packed: number, plain: number) => Buffer, headerSize = 0) => {
    const pieces: Buffer[] = [];
    const whole = zip();
    const directory: Buffer[] = [];
    let at = 0;
    for (
      let from = whole.indexOf('PK\u0001\u0002');
      from >= 0;
      from = whole.indexOf('PK\u0001\u0002', from + 1)
    ) {
      const entry = Buffer.from(whole.subarray(from, from + 46 + whole.readUInt16LE(from + 28)));
      const [packed, plain] = [entry.readUInt32LE(20), entry.readUInt32LE(24)];
      const start = entry.readUInt32LE(42);
      const local = Buffer.from(whole.subarray(start, start + 30 + whole.readUInt16LE(start + 26) + packed));
      local.writeUInt16LE(local.readUInt16LE(6) | 8, 6);
      for (const field of [14, 18, 22]) local.writeUInt32LE(headerSize, field);
      entry.writeUInt16LE(entry.readUInt16LE(8) | 8, 8);
      entry.writeUInt32LE(at, 42);
      directory.push(entry);
      const piece = Buffer.concat([local, descriptor(packed, plain)]);
      pieces.push(piece);
      at += piece.length;
    }
    const end = Buffer.from(whole.subarray(whole.length - 22));
    end.writeUInt32LE(at, 16);
    return Buffer.concat([...pieces, ...directory, end]);
  };
  const numbers = (...values: number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
    return bytes;
  };

  it('as it is', async () => assert.deepEqual(await readAll(zip()), expected));

  it('with bytes before its first entry, whether its offsets count them or not', async () => {
    for (const before of [Buffer.from('junk'), Buffer.from('MZ'.padEnd(200_000, 'PK\u0005\u0006'))]) {
      assert.deepEqual(await readAll(Buffer.concat([before, zip()])), expected);
      assert.deepEqual(await readAll(adjusted(before)), expected);
    }
  });

  it('with bytes behind its end, or a comment that says another length', async () => {
    assert.deepEqual(await readAll(Buffer.concat([zip(), Buffer.from('\r\n--boundary--')])), expected);
    const bytes = zip();
    bytes.writeUInt16LE(77, bytes.length - 2);
    assert.deepEqual(await readAll(bytes), expected);
  });

  it('with data descriptors of every kind, missing ones, and headers that say other sizes', async () => {
    for (const descriptor of [
      () => Buffer.alloc(0),
      (packed: number, plain: number) => numbers(1, packed, plain),
      (packed: number, plain: number) => numbers(0x08074b50, 1, packed, plain),
      (packed: number, plain: number) => numbers(0x08074b50, 1, packed, 0, plain, 0),
      () => numbers(0x08074b50, 0, 0, 0),
    ])
      for (const size of [0, 7, 0xffffffff])
        assert.deepEqual(await readAll(described(descriptor, size)), expected);
  });

  it('and what has no directory is none', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), zip().subarray(0, -30), Buffer.alloc(70_000)])
      await assert.rejects(readAll(bytes));
  });
});
