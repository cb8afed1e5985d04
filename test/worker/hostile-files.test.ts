import assert from 'node:assert/strict';
import { buildDocx } from '../support/documents/docx.ts';
import {
  hugePage,
  lockedPdf,
  buildDeepWordFile,
  buildEntityBomb,
  buildLoopingPdf,
  buildZipBomb,
} from '../support/documents/hostile-files.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

describe('A bad file fails alone, with a sentence', () => {
  const room = useWorkerRoom();
  const whole = buildPdf(
    Array.from({ length: 20 }, (_, page) => ({ lines: [`Page ${page + 1} of the lease of the wharf`] })),
  );

  /** After each: the room still reads. */
  afterEach(async function readAfterwards() {
    this.timeout(150_000);
    assert.equal(room.sandboxes.count(), 2);
    assert.equal((await room.processFile('after.txt', 'still reading')).state, 'searchable');
  });

  it('a PDF that its password locks needs its password', async () => {
    const document = await room.processFile('locked.pdf', lockedPdf);
    assert.equal(document.state, 'needs-password');
    assert.match(document.reason ?? '', /password/);
  });

  it('a truncated PDF gives what is left of it, or fails with a reason', async () => {
    const cut = await room.processFile('cut.pdf', whole.subarray(0, Math.floor(whole.length * 0.7)));
    assert.equal(cut.state, 'searchable', cut.reason ?? '');
    assert.match(cut.pages[0]?.text ?? '', /Page 1 of the lease/);
    const stump = await room.processFile('stump.pdf', whole.subarray(0, 60));
    assert.equal(stump.state, 'failed');
    assert.match(stump.reason ?? '', /damaged/);
  });

  it('a PDF whose pages lead back to themselves ends', async () => {
    const document = await room.processFile('loop.pdf', buildLoopingPdf());
    assert.ok(['no-text', 'failed'].includes(document.state), document.state);
  });

  it('a page of the size of a house is read more coarsely, not refused', async function readHuge() {
    this.timeout(180_000);
    const document = await room.processFile(
      'plan.pdf',
      buildPdf([{ picture: drawPage(['SITE PLAN OF THE HARBOUR WALL']), size: hugePage }]),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.match(document.pages[0]?.text ?? '', /SITE PLAN OF THE HARBOUR WALL/);
  });

  it('a Word file that unpacks to 300 MB is stopped', async function stopBomb() {
    this.timeout(180_000);
    const document = await room.processFile('bomb.docx', buildZipBomb());
    assert.equal(document.state, 'failed');
    assert.match(document.reason ?? '', /Split it/);
  });

  it('a Word file with exploding entities is not opened', async () => {
    const document = await room.processFile('entities.docx', buildEntityBomb());
    assert.equal(document.state, 'failed');
    assert.match(document.reason ?? '', /document type declaration/);
  });

  it('a Word file of boxes in boxes in boxes fails', async () => {
    const document = await room.processFile('deep.docx', buildDeepWordFile());
    assert.equal(document.state, 'failed');
  });

  it('a Word file cut in half fails', async () => {
    const file = buildDocx({ paragraphs: [['Words that will not arrive']] });
    const document = await room.processFile('half.docx', file.subarray(0, file.length / 2));
    assert.equal(document.state, 'failed');
    assert.match(document.reason ?? '', /damaged/);
  });

  it('text with NUL, control characters and broken pairs is stored without them; a NUL parts words', async () => {
    const document = await room.processFile(
      'odd.txt',
      Buffer.from('\uFEFFone\u0000two \u0007three \uD83D four', 'utf16le'),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.match(document.pages[0]?.text ?? '', /^one two three .+ four$/);
  });

  it('a page with more text than a search column holds goes on in further rows, none of it lost', async function readLong() {
    this.timeout(120_000);
    const words = Array.from({ length: 30_000 }, (_, word) => `w${word}x`);
    const document = await room.processFile(
      'long.docx',
      buildDocx({ paragraphs: [[{ breakBefore: 'rendered' }, words.join(' ')]] }),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.ok(document.pages.length > 1);
    // Compared without printing: the difference of two such texts fills a log.
    assert.ok(
      document.pages.map((page) => page.text).join(' ') === words.join(' '),
      'words were lost or changed',
    );
  });

  it('a single word of three million letters does not stop the search columns', async function readWord() {
    this.timeout(120_000);
    const document = await room.processFile('word.txt', 'a'.repeat(3_000_000));
    assert.equal(document.state, 'searchable', document.reason ?? '');
  });
});
