import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import iconv from 'iconv-lite';
import { buildZip } from '../../../test/support/documents/zip.ts';
import { readerProgram } from '../../../test/support/reader-program.ts';

const reader = readerProgram('list-archive');
type Listed = { path: string; bytes: number; crc32: string | null; isLink: boolean }[];

/** What the reader makes of an archive and of what 7-Zip printed of it. */
function list(archive: Buffer, listing: Buffer | string): Listed {
  const folder = mkdtempSync(join(tmpdir(), 'list-archive-'));
  try {
    writeFileSync(join(folder, 'input'), archive);
    writeFileSync(join(folder, 'list.txt'), listing);
    const { status, stderr } = spawnSync(process.execPath, [reader], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return JSON.parse(readFileSync(join(folder, 'entries.json'), 'utf8')) as Listed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A ZIP archive whose names are in a charset of old, unflagged, and perhaps have a field with the true one. */
function buildOldZip(names: readonly string[], charset: string, unicodePath = false): Buffer {
  const coded = names.map((name) => iconv.encode(name, charset));
  const placeholders = coded.map((name, index) => String(index).padEnd(name.length, '~'));
  const zip = buildZip(placeholders.map((name) => ({ name, content: 'words' })));
  for (let at = zip.indexOf('PK'); at >= 0; at = zip.indexOf('PK', at + 1))
    if (zip[at + 2] === 1) zip.writeUInt16LE(0, at + 8);
    else if (zip[at + 2] === 3) zip.writeUInt16LE(0, at + 6);
  coded.forEach((name, index) => {
    const placeholder = placeholders[index] ?? '';
    for (let at = zip.indexOf(placeholder); at >= 0; at = zip.indexOf(placeholder)) name.copy(zip, at);
  });
  return unicodePath ? addUnicodePath(zip, coded, names) : zip;
}

/** Info-ZIP's field (APPNOTE 4.6.9) behind the only name in the directory. */
function addUnicodePath(zip: Buffer, [coded]: readonly Buffer[], [name]: readonly string[]): Buffer {
  const start = zip.lastIndexOf('PK\u0001\u0002');
  const end = start + 46 + zip.readUInt16LE(start + 28);
  const text = Buffer.from(name ?? '');
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + text.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(crc32(coded ?? ''), 5);
  const added = Buffer.concat([field, text]);
  zip.writeUInt16LE(added.length, start + 30);
  const tail = Buffer.from(zip.subarray(end));
  tail.writeUInt32LE(tail.readUInt32LE(12) + added.length, 12);
  return Buffer.concat([zip.subarray(0, end), added, tail]);
}

/** As 7-Zip prints them, which takes such names for names of DOS. */
const printed = (names: readonly string[], charset: string) =>
  names
    .map(
      (name) =>
        `Path = ${iconv.decode(iconv.encode(name, charset), 'cp437')}\nFolder = -\nSize = 5\nCRC = 5D6B7A47\n`,
    )
    .join('\n');

describe('The names in an archive', () => {
  for (const [charset, names] of [
    ['shift_jis', ['契約書.txt', '新しいフォルダ/議事録.txt']],
    ['gbk', ['采购合同.pdf', '附件一.xls']],
    ['big5', ['契約書.txt', '會議紀錄.doc']],
    ['euc-kr', ['계약서.hwp', '회의록.doc']],
    ['cp866', ['Исковое заявление.docx']],
    ['windows-1251', ['Исковое заявление.docx']],
    ['cp850', ['Kündigung.txt', 'plain.txt']],
    ['windows-1252', ['Résumé de la façade.doc']],
    ['utf-8', ['Kündigung – Anlage.txt']],
  ] as const)
    it(`of a ZIP file come from its directory, in ${charset}`, () => {
      const listed = list(buildOldZip(names, charset), printed(names, charset));
      assert.deepEqual(
        listed.map(({ path }) => path),
        names,
      );
    });

  it('are what the field for names in Unicode says, which no charset could', () => {
    const names = ['?.txt'];
    const zip = buildOldZip(names, 'cp437');
    assert.deepEqual(
      list(zip, printed(names, 'cp437')).map(({ path }) => path),
      ['?.txt'],
    );
    const told = addUnicodePath(zip, [Buffer.from('?.txt')], ['契約書 für Łódź.txt']);
    assert.deepEqual(
      list(told, printed(names, 'cp437')).map(({ path }) => path),
      ['契約書 für Łódź.txt'],
    );
    const ofAnotherName = addUnicodePath(zip, [Buffer.from('!.txt')], ['契約書.txt']);
    assert.deepEqual(
      list(ofAnotherName, printed(names, 'cp437')).map(({ path }) => path),
      ['?.txt'],
    );
  });

  it('are those of the listing where the directory lists other files', () => {
    const zip = buildZip([{ name: 'other.txt', content: 'twelve bytes' }]);
    assert.deepEqual(
      list(zip, 'Path = a.txt\nSize = 5\n\nPath = b.txt\nSize = 5\n').map(({ path }) => path),
      ['a.txt', 'b.txt'],
    );
    assert.deepEqual(
      list(zip, 'Path = a.txt\nSize = 5\n').map(({ path }) => path),
      ['a.txt'],
    );
  });

  it('may be links, pipes and devices, which are no files', () => {
    const tar = (mode: string, more = '') =>
      `Path = x\nFolder = -\nSize = 0\nMode = ${mode}\nSymbolic Link = ${more}\nHard Link = \nDevice Major = \n\n`;
    const listing = ['-rw-r--r--', 'lrwxrwxrwx', 'prw-r--r--', 'crw-r--r--', '-rwsr-xr-x'].map((mode) =>
      tar(mode),
    );
    assert.deepEqual(
      list(Buffer.from('no ZIP'), [...listing, tar('-rw-r--r--', 'a.txt')].join('')).map(
        ({ isLink }) => isLink,
      ),
      [false, true, true, true, false, true],
    );
    const zipLink = 'Path = l\nFolder = -\nSize = 5\nAttributes =  lrwxrwxrwx\nCRC = 5D6B7A47\n';
    assert.deepEqual(
      list(Buffer.from(''), zipLink).map(({ isLink }) => isLink),
      [true],
    );
  });
});
