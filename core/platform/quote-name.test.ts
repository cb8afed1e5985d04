import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quoteName, quoteNumber, quotePerson } from './quote-name.ts';

describe('A name in a sentence of ours', () => {
  it('stays as it is where it is one', () => {
    for (const name of [
      'Vera Holt',
      'J. R. O’Neill-Ünal',
      'Nguyễn Thị Ánh',
      '山田 太郎',
      'עדה',
      'St. John & Co.',
    ])
      assert.equal(quoteName(name), `“${name}”`);
  });

  it('is quoted, and cannot end the quotation, begin a line, hide, turn around or be a link', () => {
    const cases: [string, string][] = [
      ['Eve”. Your access was removed. “', "“Eve'. Your access was removed. '”"],
      ['Eve\n\nDear all', '“Eve Dear all”'],
      ['in\u202evoice\u200b\u0007', '“invoice”'],
      ['Go to https://evil.example/x', '“Go to https: evil. example/x”'],
      ['write to a@evil.example', '“write to a@ evil. example”'],
      [`z${'\u0301'.repeat(300)}`, `“z${'\u0301'.repeat(4)}”`],
      ['x'.repeat(200), `“${'x'.repeat(79)}…”`],
      [' \u2800 ', '“”'],
    ];
    for (const [name, shown] of cases) assert.equal(quoteName(name), shown);
  });

  it('never is anything else, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
        const quoted = quoteName(name);
        assert.match(quoted, /^“[^“”"\p{C}\p{Zl}\p{Zp}\p{Bidi_Control}]*”$/u);
        assert.ok(Array.from(quoted).length <= 82);
        assert.doesNotMatch(quoted, /:\/\/|\p{L}\.\p{L}{2}/u);
      }),
    );
  });

  it('of a person has the address with it, and the address alone where that is the name', () => {
    const email = 'eve@firm.example';
    assert.equal(quotePerson({ name: 'Eve', email }), '“Eve” (eve@firm.example)');
    assert.equal(quotePerson({ name: email, email }), email);
    assert.equal(quotePerson({ name: 'bob@firm.example', email }), '“bob@ firm. example” (eve@firm.example)');
  });

  it('of a matter is a number or a quotation', () => {
    assert.equal(quoteNumber('2026-001/A'), '2026-001/A');
    assert.equal(quoteNumber('1. Go to evil.example'), '“1. Go to evil. example”');
    assert.equal(quoteNumber('evil.example'), '“evil. example”');
  });
});
