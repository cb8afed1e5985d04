import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCorpus } from '../support/corpus.ts';
import { measureReadingOrder } from '../support/fidelity/measure-reading-order.ts';
import { ReaderContainers, type IndependentReader } from '../support/fidelity/reader-container.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

const court = findCorpus('court');

/** The words as they are drawn; each page ends with a form feed. */
const plainReader: IndependentReader = {
  name: 'pdftotext -raw',
  image: 'tools',
  reads: /\.pdf$/i,
  script: 'pdftotext -raw -enc UTF-8 "$1" -',
};
/** Of the phrases of five words in a page's plain reading, this many stand in the page here. */
const leastPhrases = 0.995;

(court ? describe : describe.skip)('Real court documents', () => {
  const room = useWorkerRoom();
  const readers = new ReaderContainers();
  const phrases = { all: 0, found: 0 };
  after(() => readers.stop());

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
      if (!name.endsWith('.pdf')) return;
      const plain = (await readers.read(plainReader, name, readFileSync(join(court?.dir ?? '', name)))).split(
        '\f',
      );
      for (const { number, text } of document.pages) {
        const order = measureReadingOrder(plain[number - 1] ?? '', [text]);
        phrases.all += order.phrases;
        phrases.found += order.found;
      }
    });
  }

  it('have their words in the order in which they are read', () => {
    assert.ok(phrases.all > 10_000, `${String(phrases.all)} phrases`);
    assert.ok(
      phrases.found >= phrases.all * leastPhrases,
      `${String(phrases.found)} of ${String(phrases.all)} phrases`,
    );
  });
});
