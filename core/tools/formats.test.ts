import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extractorFor, formats } from './formats.ts';

describe('The formats that are read', () => {
  const rows = readFileSync('docs/formats.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|')[1]?.trim() ?? '');

  for (const { names } of formats) {
    it(`${names}: each has a row of docs/formats.md`, () => {
      for (const name of names.split(', '))
        assert.ok(
          rows.some((row) => new RegExp(`(^|[ ,])${name}([ ,]|$)`).test(row)),
          `docs/formats.md has no row for ${name}`,
        );
    });
  }

  it('have one reader for each type, whatever the case it is written in', () => {
    const types = formats.flatMap(({ mediaTypes }) => mediaTypes);
    assert.equal(new Set(types).size, types.length);
    assert.ok(types.length > 40, String(types.length));
    for (const type of types) assert.ok(extractorFor(type.toUpperCase()), type);
    assert.equal(extractorFor('audio/mpeg'), undefined);
  });
});
