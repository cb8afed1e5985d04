import assert from 'node:assert/strict';
import { create as contentDisposition, parse } from 'content-disposition';
import fc from 'fast-check';
import { cleanFilename, cleanFolder } from '../../core/documents/intake/clean-filename.ts';
import { downloadName } from '../../server/documents/download-name.ts';
import { safeDisplayName } from '../../server/browser/safe-display-name.ts';

/** Anything at all, and what people attack with. */
const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '/',
          '\\',
          '..',
          '.',
          '\u0000',
          '\r\n',
          '\u202e',
          '"',
          '<script>',
          '%00',
          'e\u0301',
          '\ud800',
        ),
        fc.string({ unit: 'grapheme', maxLength: 10 }),
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((piece) => piece.repeat(Math.ceil(4_000 / piece.length))),
);

describe('Whatever a file is called, its name is data', () => {
  it('any name in, a safe one out, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        const name = cleanFilename(given);
        assert.ok(name !== '' && name !== '.' && name !== '..');
        assert.ok(!/[/\\\p{Cc}\u2028\u2029]/u.test(name), 'no path, no control character');
        assert.ok(name.isWellFormed() && Buffer.byteLength(name) <= 255);
        assert.equal(cleanFilename(name), name);
      }),
      { numRuns: 500 },
    );
  });

  it('a slash is part of a name, and nothing before it is lost', () => {
    const names = {
      'Auftrag 225/2385/5648 w/o prejudice.txt': 'Auftrag 225-2385-5648 w-o prejudice.txt',
      'either\\or.txt': 'either-or.txt',
      'C:\\fakepath\\w/o prejudice.txt': 'w-o prejudice.txt',
      'C:\\Users\\Jo\\Deed.docx': 'Deed.docx',
      '\\\\server\\matters\\Deed.docx': 'Deed.docx',
      '../../etc/passwd': 'passwd',
      '..\\..\\boot.ini': 'boot.ini',
      '/abs/olute.txt': 'abs-olute.txt',
      './Deed.docx': 'Deed.docx',
      '...and justice/for all.txt': '...and justice-for all.txt',
      '/s/ John Smith.pdf': 's- John Smith.pdf',
      '//': 'unnamed',
      '../..': 'unnamed',
      'Re: 3/4': 'Re: 3-4',
    };
    for (const [given, kept] of Object.entries(names)) assert.equal(cleanFilename(given), kept, given);
  });

  it('a folder of an archive leads nowhere', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        const folder = cleanFolder(given);
        if (folder === null) return;
        assert.ok(Buffer.byteLength(folder) <= 1_000);
        for (const part of folder.split('/')) {
          assert.ok(part !== '' && part !== '.' && part !== '..');
          assert.ok(!/[\\\p{Cc}]/u.test(part));
        }
        assert.equal(cleanFolder(folder), folder);
      }),
      { numRuns: 500 },
    );
  });

  it('it comes back whole from the header of a download, which it cannot break out of (RFC 6266, RFC 8187)', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        const name = cleanFilename(given);
        const header = contentDisposition(name, { type: 'attachment' });
        assert.match(header, /^attachment; [\u0020-\u007e\u00a0-\u00ff]*$/);
        assert.equal(parse(header).parameters['filename'], name);
      }),
      { numRuns: 500 },
    );
  });

  it('it is saved under a name that hides nothing and that every system takes', () => {
    const names = {
      CON: 'CON_',
      'com1.txt': 'com1_.txt',
      'ay.txt.': 'ay.txt',
      'ay.txt ': 'ay.txt',
      '...': '_',
    };
    for (const [filed, saved] of Object.entries(names)) assert.equal(downloadName(filed), saved);
    assert.equal(downloadName('a\u3164b\u{e0041}.pdf'), 'a⟨U+3164⟩b⟨U+E0041⟩.pdf');
    assert.equal(downloadName('Klage (2) – Ærø.pdf'), 'Klage (2) – Ærø.pdf');
    fc.assert(
      fc.property(anyName, (given) => {
        const name = downloadName(cleanFilename(given));
        assert.equal(safeDisplayName(name), name);
        assert.doesNotMatch(name, /[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
    );
  });

  it('a page shows every character that hides or turns others around by its number', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        assert.ok(!/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/.test(safeDisplayName(cleanFilename(given))));
      }),
    );
    assert.equal(safeDisplayName('invoice\u202efdp.exe'), 'invoice⟨U+202E⟩fdp.exe');
  });
});
