import assert from 'node:assert/strict';
import { safeReturnPath } from './safe-return-path.ts';

describe('The way back after signing in', () => {
  it('is the page somebody came from', () => {
    for (const path of ['/matters/1', '/search?q=a%20b&view=pages', `/search?q=${'lease'.repeat(200)}`])
      assert.equal(safeReturnPath(path), path);
  });

  it('is the start where it is another site or too long for a header', () => {
    for (const path of [undefined, '', 'https://evil.example/', '//evil.example', '/..//evil.example'])
      assert.equal(safeReturnPath(path), '/matters');
    assert.equal(safeReturnPath(`/search?q=${'x'.repeat(2_000)}`), '/matters');
    assert.equal(safeReturnPath(`/search?q=${'%'.repeat(600)}`), '/matters', 'as it is encoded');
  });
});
