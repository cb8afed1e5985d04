import assert from 'node:assert/strict';
import type { ExtractedPage } from '../../tools/extraction.ts';
import { pageColumns, type KnownOfPage } from './page-columns.ts';

describe('A scanned page with a stamp as text', () => {
  const stamp = 'Case 2:15-cv-05642 Document 465 Filed 08/01/19';
  const scan = 'The Jury has reached a unanimous verdict upon every question of the special verdict form.';
  const read: ExtractedPage = {
    number: 1,
    state: 'read',
    text: scan,
    engine: 'tesseract',
    confidence: 0.9,
    label: null,
    layout: null,
  };
  const known: KnownOfPage = { layer: stamp, noted: [], behind: { text: '', spans: [] }, layout: null };

  const textOf = (page: KnownOfPage) => {
    const columns = pageColumns({ read }, 1, page);
    return 'text' in columns ? columns.text : undefined;
  };

  it('has the words of both, the stamp behind', () => {
    assert.equal(textOf(known), `${scan}\n\n${stamp}`);
  });

  it('has the words of both where OCR read little more than the stamp, the stamp first', () => {
    const cover = { ...read, text: `${stamp}\n\nEXHIBIT A` };
    const columns = pageColumns({ read: cover }, 1, known);
    assert.ok('text' in columns && 'engine' in columns);
    assert.equal(columns.text, `${stamp}\n\nEXHIBIT A`);
    assert.equal(columns.engine, 'pdf-text');
  });

  it('says so where OCR was not sure of the words it adds', () => {
    const guess = { ...read, text: `${stamp}\nof the sea`, confidence: 0.4 };
    assert.deepEqual(pageColumns({ read: guess }, 1, known).unread, [
      { kind: 'doubtful-page', page: 1, confidence: 0.4 },
    ]);
  });

  it('has no words of a layer that is known to be wrong', () => {
    const noted = [{ kind: 'garbled-text' as const, page: 1 }];
    assert.equal(textOf({ ...known, noted }), scan);
  });
});
