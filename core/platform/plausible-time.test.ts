import assert from 'node:assert/strict';
import { isPlausibleTime } from './plausible-time.ts';

describe('A time is plausible', () => {
  it('in the years 1900 to 2200 and in no other', () => {
    for (const text of ['1900-01-01', '2026-11-30T10:00:00Z', '2200-12-31T23:59:59.999Z'])
      assert.ok(isPlausibleTime(text), text);
    for (const text of [
      '1899-12-31T23:59:59.999Z',
      '2201-01-01',
      '0000-01-01T00:00:00Z',
      '9999-12-31',
      '+275760-09-13T00:00:00.000Z',
      '-000001-01-01T00:00:00Z',
      'infinity',
      '',
    ])
      assert.ok(!isPlausibleTime(text), text);
  });
});
