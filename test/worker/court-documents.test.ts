import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCorpus } from '../support/corpus.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

const court = findCorpus('court');

(court ? describe : describe.skip)('Real court documents', () => {
  const room = useWorkerRoom();

  for (const name of (court?.files ?? []).filter((file) => file !== 'empty.pdf')) {
    it(`${name} becomes searchable`, async function becomeSearchable() {
      this.timeout(180_000);
      const document = await room.processFile(name, readFileSync(join(court?.dir ?? '', name)));
      assert.equal(document.state, 'searchable', document.reason ?? '');
      assert.equal(document.reason, null);
      assert.equal(document.pages.length, document.pageCount);
      assert.deepEqual(
        document.pages.filter((page) => page.state !== 'read'),
        [],
      );
    });
  }
});
