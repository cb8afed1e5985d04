import assert from 'node:assert/strict';
import { tallyObjects } from './object-tally.ts';

const folder = '/data/minio/documents/sha256';
const sha256 = `abc${'0'.repeat(61)}`;
const object = `${folder}/abc/${sha256}`;

/** Which objects are missing when one of so many bytes is expected and these files were met. */
function missing(bytes: number, files: Record<string, number>): string[] {
  const tally = tallyObjects(folder);
  tally.expect({ sha256, bytes });
  for (const [path, size] of Object.entries(files)) tally.observe(path, () => size);
  return tally.missing();
}

const isWhole = (bytes: number, files: Record<string, number>) => assert.deepEqual(missing(bytes, files), []);
const lacks = (bytes: number, files: Record<string, number>) =>
  assert.deepEqual(missing(bytes, files), [sha256]);

describe('an object counts as held with all the files that its bytes need', () => {
  const description = `${object}/xl.meta`;
  const part = (number: number) => `${object}/8f3a/part.${number}`;

  it('with its description alone as long as that holds the bytes, wherever the storage draws that line', () => {
    isWhole(1, { [description]: 400 });
    isWhole(0, { [description]: 400 });
    isWhole(16 * 1024, { [description]: 16_900 });
    isWhole(16 * 1024 + 1, { [description]: 16_900 });
    isWhole(128 * 1024, { [description]: 131_600 });
    isWhole(300_000, { [description]: 300_500 });
    lacks(128 * 1024, { [description]: 100_000 });
  });

  it('with its parts, one or several, before or after the description', () => {
    isWhole(300_000, { [description]: 400, [part(1)]: 300_032 });
    isWhole(20_000, { [part(1)]: 20_032, [description]: 400 });
    isWhole(9_000_000, { [part(2)]: 4_000_200, [description]: 400, [part(1)]: 5_000_200 });
  });

  it('not without one of them, nor with one that is empty or was cut short', () => {
    lacks(300_000, {});
    lacks(300_000, { [description]: 400 });
    lacks(300_000, { [part(1)]: 300_032 });
    lacks(300_000, { [description]: 0, [part(1)]: 300_032 });
    lacks(300_000, { [description]: 400, [part(1)]: 299_999 });
    lacks(9_000_000, { [description]: 400, [part(1)]: 5_000_200 });
  });

  it('and with nothing that lies elsewhere', () => {
    const other = `abc${'1'.repeat(61)}`;
    lacks(300_000, {
      [description]: 400,
      [`${folder}/abc/${other}/8f3a/part.1`]: 300_032,
      [`/data/minio/documents/incoming/${sha256}/8f3a/part.1`]: 300_032,
      [`${part(1)}.bak`]: 300_032,
    });
    lacks(1, { [`${folder}/abd/${sha256}/xl.meta`]: 400 });
  });
});
