import assert from 'node:assert/strict';
import { dayBounds } from './calendar-day.ts';

describe('a calendar day', () => {
  it('lasts until its last moment, and ends where the next one begins', () => {
    const { start, lastMoment, end } = dayBounds('2028-02-29');
    assert.equal(start.toISOString(), '2028-02-29T00:00:00.000Z');
    assert.equal(lastMoment.toISOString(), '2028-02-29T23:59:59.999Z');
    assert.equal(end.toISOString(), dayBounds('2028-03-01').start.toISOString());
  });
});
