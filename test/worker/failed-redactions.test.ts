import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { findCorpus } from '../support/corpus.ts';
import { buildPdf, type PdfPage } from '../support/documents/pdf.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

// Lines begin at 702 points and are 15 apart; the secret stands in the second.
const lines = ['The witness will be called', 'Marguerite Oyelaran of Bremen', 'and will be heard on Monday'];
const blackBox = 'q 0 g 60 682 300 14 re f Q\n';

describe('A failed redaction', () => {
  const room = useWorkerRoom();
  const read = async (page: PdfPage) => {
    const document = await room.processFile(
      'redacted.pdf',
      buildPdf([{ lines: ['A first page of ordinary words'] }, page]),
    );
    const detail = await getDocument(room.app('server'), room.owner, document.id);
    return { ...document, failedRedactions: detail.failedRedactions };
  };

  for (const [how, over] of Object.entries({
    'a black rectangle': blackBox,
    'a dark grey rectangle of lines': 'q 0.1 g 60 682 m 360 682 l 360 696 l 60 696 l h f Q\n',
    'two rectangles in one path': 'q 0 g 60 682 300 14 re 60 400 300 14 re f Q\n',
  })) {
    it(`under ${how} is flagged by page, and its words are nowhere`, async () => {
      const document = await read({ lines, over });
      assert.deepEqual(document.failedRedactions, [2]);
      assert.equal(
        document.pages[1]?.text,
        'The witness will be called\n[redacted]\nand will be heard on Monday',
      );
      const kept = await room
        .app('worker')
        .database.asProcess(
          (tx) =>
            tx.$queryRaw<
              { rows: string }[]
            >`SELECT string_agg(page::text, ' ') AS rows FROM page WHERE document_id = ${document.id}::uuid`,
        );
      assert.doesNotMatch(kept[0]?.rows ?? 'Bremen', /marguerite|oyelaran|bremen/i);
    });
  }

  for (const [how, entries] of Object.entries({
    'of which a part is shown': '/CropBox [36 100 600 760]',
    'that is shown on its side, in part': '/CropBox [36 100 600 760] /Rotate 90',
  })) {
    it(`is found on a page ${how}`, async () => {
      const document = await read({ lines, over: blackBox, entries });
      assert.deepEqual(document.failedRedactions, [2]);
      assert.doesNotMatch(document.pages[1]?.text ?? 'Bremen', /marguerite|oyelaran|bremen/i);
      assert.match(document.pages[1]?.text ?? '', /will be called\s+\[redacted\]\s+and will be heard/);
    });
  }

  for (const [what, page] of Object.entries<PdfPage>({
    'a box with nothing under it': { lines: [lines[0] ?? '', '', lines[2] ?? ''], over: blackBox },
    'a word that says that it was redacted': {
      lines: [lines[0] ?? '', 'REDACTED', lines[2] ?? ''],
      over: blackBox,
    },
    'white words on a black box': { lines, under: `${blackBox}1 g\n` },
    'words on a light box': { lines, over: 'q /G gs 0.9 g 60 682 300 14 re S Q\n' },
    'words beside a box': { lines, over: 'q 0 g 400 682 100 14 re f Q\n' },
  })) {
    it(`is not seen in ${what}`, async () => {
      const document = await read(page);
      assert.deepEqual(document.failedRedactions, []);
      assert.ok(!document.pages[1]?.text.includes('[redacted]'));
    });
  }

  for (const folder of ['redactions', 'court'] as const) {
    const there = findCorpus(folder);
    if (!there) continue;
    it(`is not seen in the papers of corpus/${folder}, whose redactions hold`, async () => {
      for (const file of there.files.filter((name) => name.endsWith('.pdf'))) {
        const content = readFileSync(join(there.dir, file));
        if (content.length === 0) continue;
        const { id, state } = await room.processFile(file, content);
        const { failedRedactions, reason } = await getDocument(room.app('server'), room.owner, id);
        assert.deepEqual(failedRedactions, [], `${file}: ${state} ${reason ?? ''}`);
      }
    }).timeout(600_000);
  }
});
