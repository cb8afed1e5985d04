import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildTnef } from '../../../test/support/documents/tnef.ts';
import { parseTnef } from './parse-tnef.ts';

describe("Outlook's wrapper as a stranger made it", () => {
  const whole = buildTnef({
    body: Buffer.from('Ironhollow signs.'),
    html: '<p>Ironhollow signs.</p>',
    files: [{ name: 'a.txt', longName: 'long name.txt', content: Buffer.from('kestrelwick') }],
  });

  // What is unread is noted in the folder of the job.
  const startedIn = process.cwd();
  const job = mkdtempSync(join(tmpdir(), 'strongroom-test-tnef-'));
  before(() => process.chdir(job));
  after(() => {
    process.chdir(startedIn);
    rmSync(job, { recursive: true });
  });

  it('is read to its end, whatever bytes are changed', async () => {
    const change = fc.tuple(fc.nat(whole.length - 5), fc.uint8Array({ minLength: 1, maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, given] of changes) bytes.set(given, at);
        const { files, plain } = await parseTnef(bytes);
        assert.ok(files.length <= 1000 && plain.length <= whole.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read as far as it goes, wherever it is cut', async () => {
    for (let end = 0; end <= whole.length; end += 1) {
      const { isWhole, files } = await parseTnef(whole.subarray(0, end));
      if (end === whole.length)
        assert.deepEqual([isWhole, files[0]?.content.toString()], [true, 'kestrelwick']);
    }
  });
});
