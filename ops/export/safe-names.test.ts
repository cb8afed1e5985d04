import assert from 'node:assert/strict';
import fc from 'fast-check';
import { safeDisplayName } from '../../server/browser/safe-display-name.ts';
import { insertBeforeExtension, safeName, uniqueNames } from './safe-names.ts';

describe('a name in an export', () => {
  const anyName = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc
      .array(
        fc.constantFrom(
          '..',
          '/',
          '\\',
          '\u0000',
          '\n',
          '\u202e',
          '.',
          ' ',
          'CON',
          '\ud800',
          '漢',
          'x',
          '\u3164',
          '\u2800',
        ),
        {
          maxLength: 90,
        },
      )
      .map((parts) => parts.join('')),
  );

  it('is a name on every system, whatever people called the document', () => {
    fc.assert(
      fc.property(anyName, (given) => {
        const name = safeName(given);
        assert.match(name, /^[^<>:"/\\|?*\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+$/u);
        assert.equal(safeDisplayName(name), name, 'nothing in it hides');
        assert.ok(name.isWellFormed() && !/^\.|[. ]$/.test(name), name);
        // With "version", "without password" and a number it is still short enough for a file system.
        assert.ok(Buffer.byteLength(name) <= 200, name);
        assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps what people read, and the ending', () => {
    assert.equal(safeName('Smith v. Jones (2).pdf'), 'Smith v. Jones (2).pdf');
    assert.equal(safeName('Ærø – 契約書.docx'), 'Ærø – 契約書.docx');
    assert.match(safeName(`${'long '.repeat(60)}.pdf`), /^long .*\.pdf$/);
    assert.equal(insertBeforeExtension('v. Jones', ' (2)'), 'v. Jones (2)');
    assert.equal(insertBeforeExtension('a.tar.gz', ' (2)'), 'a.tar (2).gz');
  });

  it('is given once in a folder, also where upper and lower case are the same', () => {
    const unique = uniqueNames();
    const given = ['A.pdf', 'a.PDF', 'a.pdf', 'A (2).pdf', 'straße', 'STRASSE'].map((name) =>
      unique('x', name),
    );
    assert.deepEqual(given, ['A.pdf', 'a (2).PDF', 'a (3).pdf', 'A (2) (2).pdf', 'straße', 'STRASSE (2)']);
    assert.equal(unique('y', 'A.pdf'), 'A.pdf');
  });
});
