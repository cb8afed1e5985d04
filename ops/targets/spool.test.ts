import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSpool } from './spool.ts';
import { waitFor } from '../../test/support/wait-for.ts';

describe('what a program says through a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('comes line by line while it is written, wherever a write or a letter is cut, and to the last', async () => {
    const told: string[] = [];
    const { fd, end } = await openSpool(folder, (line) => told.push(line));
    const said = Buffer.from('first\nsecond: Übersicht\nthird');
    const inLetter = said.indexOf('Ü') + 1;
    writeSync(fd, said.subarray(0, inLetter));
    await waitFor('the first line', 10, () => Promise.resolve(told.length === 1 || undefined));
    writeSync(fd, said.subarray(inLetter));
    await end();
    assert.deepEqual(told, ['first', 'second: Übersicht', 'third']);
  });

  it('is all there, however much it is', async () => {
    let count = 0;
    const { fd, end } = await openSpool(folder, () => (count += 1));
    for (let batch = 0; batch < 100; batch += 1) writeSync(fd, `${'x'.repeat(200)}\n`.repeat(1_000));
    await end();
    assert.equal(count, 100_000);
  });

  it('leaves no file, not even while it is written', async () => {
    const { end } = await openSpool(folder, () => undefined);
    assert.deepEqual(readdirSync(folder), []);
    await end();
  });

  it('passes on what went wrong with a line', async () => {
    const { fd, end } = await openSpool(folder, () => {
      throw new Error('this line makes no sense');
    });
    writeSync(fd, 'a line\n');
    await assert.rejects(end(), /makes no sense/);
  });
});
