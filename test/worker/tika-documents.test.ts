import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../../core/documents/journey.js';
import { Problem } from '../../core/platform/errors.js';
import { corpus } from '../support/corpus.js';
import { useReadingRoom, type ReadDocument } from '../support/reading-room.js';
import { expectations } from './tika-expectations.js';

const tika = corpus('tika');

(tika ? describe : describe.skip)('Files of every kind, many of them broken on purpose', () => {
  const room = useReadingRoom();

  it('all end in a named state, with a reason where it is not a good one; the worker and the sandboxes live on', async function endAll() {
    this.timeout(900_000);
    const ids: string[] = [];
    for (const name of tika?.files ?? []) {
      const id = await room.file(name, readFileSync(join(tika?.dir ?? '', name))).catch((error: unknown) => {
        assert.ok(error instanceof Problem && error.type === 'empty-file', name);
      });
      if (id) ids.push(id);
    }
    assert.ok(ids.length > 200);
    const faults: string[] = [];
    const counted = new Map<string, number>();
    for (const id of ids) {
      const document = await room.ended(id, 600);
      counted.set(document.state, (counted.get(document.state) ?? 0) + 1);
      assert.ok(journey[document.state].final);
      if (document.state === 'searchable')
        assert.ok(
          document.pages.some((page) => page.text !== ''),
          document.filename,
        );
      else assert.match(document.reason ?? '', /\.$/, document.filename);
      assert.ok(!document.pages.some((page) => page.state === 'waiting'), document.filename);
      faults.push(...faultsOf(document));
      if (process.env['SHOW'])
        console.log(
          document.filename,
          document.mediaType,
          document.state,
          document.reason,
          document.pages.length,
          document.children.length,
          document.pages[0]?.text.slice(0, 60).replaceAll('\n', '|'),
        );
    }
    console.log(Object.fromEntries(counted));
    assert.deepEqual(faults, []);
    assert.equal(room.sandboxes.count(), 2);
    assert.equal((await room.read('after.txt', 'The room still reads.')).state, 'searchable');
  });
});

/** In what a document differs from what is expected of it. */
function faultsOf(document: ReadDocument): string[] {
  const expected = expectations.find(([file]) => file === document.filename);
  if (!expected) return [];
  const [file, state, says = ''] = expected;
  const words = document.pages.map((page) => `${page.label ?? ''}\n${page.text}`).join('\n');
  if (document.state !== state)
    return [`${file} is ${document.state}, not ${state}: ${document.reason ?? ''}`];
  return words.includes(says) ? [] : [`${file} does not say "${says}"`];
}
