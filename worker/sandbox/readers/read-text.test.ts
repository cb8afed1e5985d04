import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { readerProgram } from '../../../test/support/reader-program.ts';

const reader = readerProgram('read-text');

/** What the reader leaves behind: the facts, the pages' texts, what it noted as unread. */
function read(content: Buffer | string) {
  const folder = mkdtempSync(join(tmpdir(), 'read-text-'));
  try {
    writeFileSync(join(folder, 'input'), content);
    const { status, stderr } = spawnSync(process.execPath, [reader, 'input'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const lines = (name: string) =>
      existsSync(join(folder, name))
        ? readFileSync(join(folder, name), 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as object)
        : [];
    const [facts, ...pages] = lines('pages.ndjson');
    return {
      facts,
      texts: pages.map((page) => (page as { text: string }).text),
      unread: lines('unread.ndjson'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('A text file', () => {
  for (const charset of ['utf-16le', 'utf-16be'])
    it(`in ${charset} without a mark is read`, () => {
      for (const text of [
        'Die Bürgschaft wird gekündigt.\nSeite 2',
        'Договор подписан в Москве.',
        '契約書は東京で署名された。\n以上',
      ])
        assert.deepEqual(read(iconv.encode(text, charset, { addBOM: false })), {
          facts: { charset },
          texts: [text],
          unread: [],
        });
    });

  it('with NULs in it is read without them', () => {
    assert.deepEqual(read('opened\u0000 by hexworth\n').texts, ['opened by hexworth']);
    assert.deepEqual(read('hexworth\u0000Truro\u0000\n').texts, ['hexworth Truro']);
    const russian = 'Свидетель видел судно в полдень.\u0000 Договор был подписан в Москве. ';
    assert.deepEqual(read(iconv.encode(russian.repeat(3), 'windows-1251')).texts, [
      russian.replace('\u0000', '').repeat(3).trim(),
    ]);
  });

  it('whose bytes are no characters in places says how many', () => {
    const utf8 = Buffer.concat([
      Buffer.from('\ufeffGrößenthal '),
      Buffer.from([0xff]),
      Buffer.from(' ends.'),
    ]);
    assert.deepEqual(read(utf8).unread, [{ kind: 'lost-characters', count: 1 }]);
  });

  it('in HTML shows what its form was filled in with, and nothing that nobody sees', () => {
    const form =
      '<!doctype html><form>Payee <input name=a value="Orsini &amp; Co"><input type=hidden value=token><input type="PASSWORD" value=secret> till <input type=date value="2024-05-01"></form>';
    assert.equal(read(form).texts.join().replaceAll(/ +/g, ' '), 'Payee Orsini & Co till 2024-05-01');
  });

  it('in UTF-16 without a mark may be HTML or a table', () => {
    assert.deepEqual(read(iconv.encode('<!doctype html><p>Deed</p>', 'utf-16le')).facts, {
      mediaType: 'text/html',
      charset: 'utf-16le',
    });
    const table = 'a,b\r\n1,2\r\n3,4\r\n5,6\r\n';
    assert.deepEqual(read(iconv.encode(table, 'utf-16be')).texts, ['a\tb\n1\t2\n3\t4\n5\t6']);
  });
});
