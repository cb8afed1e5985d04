import assert from 'node:assert/strict';
import { estimateSimilarity, MinHasher } from './minhash.ts';

const words = (seed: number, count: number) =>
  Array.from({ length: count }, (_, index) => `w${String((index * 7919 + seed * 104_729) % 50_021)}`);

function computeSignature(...pages: string[]) {
  const hasher = new MinHasher();
  for (const page of pages) hasher.add(page);
  return hasher.finish();
}

function likeness(one: string[], other: string[]): number {
  const [a, b] = [computeSignature(one.join(' ')), computeSignature(other.join(' '))];
  assert.ok(a && b);
  return estimateSimilarity(a.signature, b.signature);
}

describe('The MinHash signature of a text', () => {
  it('is the same however the text is paged, spaced and capitalised', () => {
    const text = words(1, 400);
    const one = computeSignature(text.join(' '));
    const other = computeSignature(
      text.slice(0, 150).join('\n').toUpperCase(),
      `${text.slice(150).join(',  ')}.`,
    );
    assert.deepEqual(one, other);
  });

  it('estimates the share of runs of five words in common', () => {
    for (const kept of [1800, 1500, 1200, 900]) {
      const one = words(1, 2000);
      const other = [...one.slice(0, kept), ...words(2, 2000 - kept).map((word) => `other${word}`)];
      const share = (kept - 4) / (2 * 1996 - (kept - 4));
      assert.ok(
        Math.abs(likeness(one, other) - share) < 0.16,
        `${String(kept)}: ${String(likeness(one, other))}`,
      );
    }
    assert.ok(
      likeness(
        words(1, 2000),
        words(2, 2000).map((word) => `other${word}`),
      ) < 0.05,
    );
  });

  it('estimates it as well for texts of fewer runs than the signature has bins', () => {
    for (const [count, kept] of [
      [30, 25],
      [60, 50],
      [120, 80],
    ] as const) {
      const share = (kept - 4) / (2 * (count - 4) - (kept - 4));
      const errors = Array.from({ length: 60 }, (_, seed) => {
        const one = words(seed, count);
        const other = [...one.slice(0, kept), ...words(seed, count - kept).map((word) => `other${word}`)];
        return likeness(one, other) - share;
      });
      const meanSquare = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
      assert.ok(Math.sqrt(meanSquare) < 0.055, `${String(count)}: ${String(Math.sqrt(meanSquare))}`);
    }
  });

  it('is made of a text that says one sentence again and again', () => {
    const line = 'this page is left blank on purpose ';
    assert.deepEqual(computeSignature(line.repeat(40)), computeSignature(line.repeat(400)));
  });

  it('has a band in common with a draft in which one word in forty is another', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const one = words(seed, 800);
      const other = one.map((word, index) => (index % 40 === 7 ? `new${word}` : word));
      const [a, b] = [computeSignature(one.join(' ')), computeSignature(other.join(' '))];
      assert.ok(a?.bands.some((band, index) => b?.bands[index] === band));
    }
  });

  it('is not made of a text too short to be like another', () => {
    assert.equal(computeSignature('Exhibit A'), undefined);
    assert.equal(computeSignature(words(1, 23).join(' ')), undefined);
    assert.ok(computeSignature(words(1, 24).join(' ')));
  });
});
