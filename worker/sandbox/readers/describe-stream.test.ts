import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { buildTar } from '../../../test/support/documents/tar.ts';
import { readerProgram } from '../../../test/support/reader-program.ts';

const reader = readerProgram('describe-stream');

function describeStream(input: Buffer, content: Buffer) {
  const folder = mkdtempSync(join(tmpdir(), 'describe-stream-'));
  try {
    writeFileSync(join(folder, 'input'), input);
    writeFileSync(join(folder, 'content'), content);
    const { status, stderr } = spawnSync(process.execPath, [reader], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const stream = JSON.parse(readFileSync(join(folder, 'stream.json'), 'utf8')) as object;
    return { stream, isInput: !existsSync(join(folder, 'content')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A gzip file that keeps the name (RFC 1952), and perhaps a field before it. */
function gzipNamed(name: Buffer, field?: Buffer): Buffer {
  const packed = gzipSync('words');
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = field ? 12 : 8;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(field?.length ?? 0);
  return Buffer.concat([
    header,
    ...(field ? [length, field] : []),
    name,
    Buffer.alloc(1),
    packed.subarray(10),
  ]);
}

describe('One compressed file', () => {
  const words = Buffer.from('words');

  it('has the name that gzip keeps, in the charset its bytes suggest', () => {
    for (const [charset, name] of [
      ['utf-8', 'Größe.txt'],
      ['windows-1252', 'Größe.txt'],
      ['shift_jis', '契約書.txt'],
    ] as const)
      for (const field of [undefined, Buffer.from('more of it')])
        assert.deepEqual(describeStream(gzipNamed(iconv.encode(name, charset), field), words).stream, {
          bytes: 5,
          name,
          isTar: false,
        });
  });

  it('or none', () => {
    for (const packed of [gzipSync('words'), Buffer.from('BZh91AY&SY'), gzipNamed(Buffer.alloc(0))])
      assert.deepEqual(describeStream(packed, words), {
        stream: { bytes: 5, name: null, isTar: false },
        isInput: false,
      });
  });

  it('may be a tar archive, which is the input then', () => {
    const tar = buildTar([{ name: 'a.txt', content: 'words' }]);
    assert.deepEqual(describeStream(gzipSync(tar), tar), {
      stream: { bytes: tar.length, name: null, isTar: true },
      isInput: true,
    });
    const old = Buffer.from(tar);
    old.fill(0, 257, 265);
    assert.equal(describeStream(gzipSync(old), old).isInput, false, 'the sum is of other bytes');
    assert.equal(describeStream(gzipSync(tar), Buffer.alloc(2_048)).isInput, false);
  });
});
