import assert from 'node:assert/strict';
import { buildExif, buildGif, buildPng } from '../support/documents/images.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage, type Raster } from '../support/documents/raster.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

const size = { width: 1200, height: 700 };
const note = drawPage(['RENT PAID', 'IN FULL'], size);
const upsideDown = ({ pixels, ...raster }: Raster): Raster => ({
  ...raster,
  pixels: Buffer.from(pixels.toReversed()),
});

describe('A picture of few words', () => {
  const room = useWorkerRoom();

  it('that lies upside down and says so is read upright', async () => {
    const exif = buildExif(3, 'MM').subarray(6);
    const document = await room.processFile('note.png', buildPng(upsideDown(note), { exif }));
    assert.equal(document.pages[0]?.text, 'RENT PAID\nIN FULL');
  });

  it('that lies upside down and does not say so is tried the other ways up', async () => {
    const page = drawPage(['SIGNED AT ALLONBY', 'BY THE GUARANTOR']);
    const document = await room.processFile('signature.pdf', buildPdf([{ picture: upsideDown(page) }]));
    assert.equal(document.pages[0]?.text, 'SIGNED AT ALLONBY\nBY THE GUARANTOR');
  });

  it('white on nothing is seen on black', async () => {
    const alpha = Buffer.from(note.pixels.map((value) => 255 - value));
    const white = { ...size, pixels: Buffer.alloc(note.pixels.length, 255) };
    const document = await room.processFile('white.png', buildPng(white, { alpha }));
    assert.equal(document.pages[0]?.text, 'RENT PAID\nIN FULL');
  });

  it('in a GIF is read, and of one that moves each picture that is new', async () => {
    const second = drawPage(['SECOND WORDS', 'OF THE BERTH'], size);
    const document = await room.processFile('moving.gif', buildGif([note, note, second]));
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.deepEqual(
      document.pages.map(({ text }) => text),
      ['RENT PAID\nIN FULL', 'SECOND WORDS\nOF THE BERTH'],
    );
  });
});
