import assert from 'node:assert/strict';
import { getPage } from '../../core/documents/read/read-documents.ts';
import { buildPdfWithLostLetters } from '../support/documents/lost-letters.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

/** "The harbour trust agrees..." as a font without a table of its letters would give it. */
const garbage = Array.from(
  'The harbour trust agrees to pay the sum of four thousand pounds to the owner of the vessel before noon',
  (letter) => (letter === ' ' ? ' ' : String.fromCharCode(letter.charCodeAt(0) - 29)),
).join('');

describe('A PDF page that has a text layer and a picture of other words', () => {
  const room = useWorkerRoom();
  const pageOf = (documentId: string) => getPage(room.app('server'), room.owner, { documentId, number: 1 });

  const unreadOf = async (documentId: string) => {
    const { database } = room.app('worker');
    const found = await database.asProcess((tx) =>
      tx.document.findUniqueOrThrow({ where: { id: documentId }, select: { unread: true } }),
    );
    return found.unread;
  };

  it('is read by OCR where the layer is garbage, and both readings are kept', async function readBoth() {
    this.timeout(180_000);
    const picture = drawPage(['THE HARBOUR TRUST AGREES TO PAY', 'FOUR THOUSAND POUNDS BEFORE NOON']);
    const layer = garbage.match(/.{1,60}/g) ?? [];
    const document = await room.processFile('garbage.pdf', buildPdf([{ picture, layer }]));
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const page = await pageOf(document.id);
    assert.equal(page.engine, 'tesseract');
    assert.match(page.text, /FOUR THOUSAND POUNDS BEFORE NOON/);
    assert.equal(page.alternative?.engine, 'pdf-text');
    assert.match(page.alternative?.text ?? '', /7KH KDUERXU WUXVW/);
  });

  it('is read by OCR where the file does not say which letters it draws, and then nothing is unread', async function readLost() {
    this.timeout(180_000);
    const picture = drawPage(['THE FIDUCIARY OF KIRKFIELD SIGNS', 'AND THE BENEFICIARY IS NOTIFIED']);
    const layer = ['the \uFB01duciary of kirk\uFB01eld signs', 'and the bene\uFB01ciary is noti\uFB01ed'];
    const document = await room.processFile('lost.pdf', buildPdfWithLostLetters(layer, picture));
    const page = await pageOf(document.id);
    assert.deepEqual([document.state, page.engine], ['searchable', 'tesseract'], document.reason ?? '');
    assert.match(page.text, /BENEFICIARY/);
    assert.deepEqual(await unreadOf(document.id), []);
  });

  it('says so where OCR reads no better', async function keepLayer() {
    this.timeout(180_000);
    const layer = ['the \uFB01duciary of kirk\uFB01eld signs', 'and the bene\uFB01ciary is noti\uFB01ed'];
    const document = await room.processFile('lost.pdf', buildPdfWithLostLetters(layer, drawPage([])));
    const page = await pageOf(document.id);
    assert.deepEqual([document.state, page.engine], ['searchable', 'pdf-text'], document.reason ?? '');
    assert.deepEqual(await unreadOf(document.id), [{ kind: 'garbled-text', page: 1 }]);
  });

  it('keeps the words of a stamp when there are no others', async function readStamp() {
    this.timeout(180_000);
    const stamp = 'Case 1:19-cv-00017 Document 3 Filed 03/12/19 Page 1 of 1';
    const document = await room.processFile('blank.pdf', buildPdf([{ picture: drawPage([]), stamp }]));
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const page = await pageOf(document.id);
    assert.match(page.text, /1:19-cv-00017 Document 3/);
  });

  it('has the few words of a cover under a stamp', async function readCover() {
    this.timeout(180_000);
    const stamp = 'Case 1:19-cv-00017 Document 3 Filed 03/12/19 Page 1 of 1';
    const cover = buildPdf([{ picture: drawPage(['EXHIBIT A']), stamp }]);
    const document = await room.processFile('cover.pdf', cover);
    const page = await pageOf(document.id);
    assert.match(page.text, /1:19-cv-00017 Document 3/);
    assert.match(page.text, /EXHIBIT A/);
  });
});
