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

  it('has no words of a layer that is known to be wrong', () => {
    const noted = [{ kind: 'garbled-text' as const, page: 1 }];
    assert.equal(textOf({ ...known, noted }), scan);
  });
});
