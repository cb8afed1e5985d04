import assert from 'node:assert/strict';
import { listLostLines } from './list-lost-lines.ts';

describe('Of two readings of a page', () => {
  const stamp = 'Case 2:15-cv-05642-CAS-JC Document 465 Filed 08/01/19 Page 1 of 1';

  it('the lines of one are listed that have a word the other has not', () => {
    assert.equal(listLostLines(`${stamp}\nJURY NOTE`, 'Case SPIE SRC CE | Page 1\n\nJury note no. 5'), stamp);
  });

  it('nothing is listed where the other has it all, nor where it makes no sense', () => {
    assert.equal(listLostLines(stamp, `${stamp.toUpperCase()}\nThe Jury has reached a verdict`), '');
    assert.equal(listLostLines('\ue010\ue011\ue012 ab \ue013\ue014', 'The Jury has reached a verdict'), '');
  });
});
