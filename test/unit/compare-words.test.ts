import assert from 'node:assert/strict';
import { characterErrorRate, compareWords, wordsOf } from '../support/fidelity/compare-words.ts';

const reading = (text: string, isNoisy = false, reader = 'a') => ({ reader, words: wordsOf(text), isNoisy });

describe('The comparison of words with those of another reader', () => {
  it('names the words that are not found here', () => {
    const { words, found, missing } = compareWords(
      [reading('The vessel Quigley left Valletta.')],
      ['The vessel left', 'Valletta'],
    );
    assert.deepEqual([words, found, missing], [5, 4, ['quigley']]);
  });

  it('takes the same word for the same, however it is written', () => {
    const theirs = 'The \ufb01rst agree-\nment of non-resident O\u2019Neil, \uff21\uff22\uff23 \u00ad';
    const here = 'the FIRST agreement of non-\nresident O\u2019Neil, ABC';
    assert.deepEqual(compareWords([reading(theirs)], [here]).missing, []);
  });

  it('takes a figure for the same with and without its commas', () => {
    assert.deepEqual(compareWords([reading('1250.50')], ['\u00a31,250.50']).missing, []);
    assert.deepEqual(compareWords([reading('1,250')], ['1250']).missing, []);
    assert.deepEqual(compareWords([reading('1250')], ['1,2 50']).missing, ['1250']);
    assert.deepEqual(compareWords([reading('9,227')], ['9\t227']).missing, [], 'cells of a table');
    assert.deepEqual(compareWords([reading('9,227')], ['9 and 227']).missing, ['9,227']);
  });

  it('forgives another reader a lost space, and this one none', () => {
    assert.deepEqual(compareWords([reading('thecourt')], ['the court held']).missing, []);
    assert.deepEqual(compareWords([reading('the court')], ['thecourt held']).missing, ['the', 'court']);
    assert.deepEqual(compareWords([reading('here1 abc')], ['here 1', 'a\tb\tc']).missing, []);
    assert.deepEqual(compareWords([reading('heco')], ['the court']).missing, ['heco']);
  });

  it('counts what a noisy reader saw only with a witness', () => {
    const noisy = reading('vessel x9q7', true, 'b');
    assert.deepEqual(compareWords([noisy, reading('vessel')], ['nothing']).missing, ['vessel']);
    assert.deepEqual(compareWords([noisy], ['nothing']).missing, ['vessel', 'x9q7']);
    assert.deepEqual(compareWords([noisy, reading('x9q7', true, 'c')], ['']).missing, ['x9q7']);
  });

  it('counts the errors of a reading as a share of the true characters', () => {
    assert.equal(characterErrorRate('THE  VESSEL\n', 'THE VESSEL'), 0);
    assert.equal(characterErrorRate('TEE VESSE', 'THE VESSEL'), 0.2);
  });
});
