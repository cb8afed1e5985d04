import assert from 'node:assert/strict';
import { chooseReading } from './choose-reading.ts';

const words = 'The fiduciary signs in the office, and the beneficiary is notified of the conflict.';
const broken = 'The duciary signs in the of ce, and the bene ciary is noti ed of the con ict.';
const garbled = { kind: 'garbled-text', page: 1 } as const;
const comment = { kind: 'comment', page: 1 } as const;
const read = (text: string, confidence = 0.9) => ({ text, confidence });

describe('Of a text layer and what OCR reads', () => {
  it('the layer is kept where there is little between them, and where there is no layer there is no choice', () => {
    assert.deepEqual(chooseReading({ layer: words, noted: [comment] }, read(words)), {
      isLayer: true,
      lost: '',
      unread: [comment],
    });
    assert.equal(chooseReading({ layer: null, noted: [] }, read('')).isLayer, false);
    assert.equal(chooseReading({ layer: 'Exhibit 4', noted: [] }, read(words)).isLayer, false);
  });

  it('OCR is, where the layer is known to be wrong; then nothing of it is unread', () => {
    assert.deepEqual(chooseReading({ layer: broken, noted: [garbled, comment] }, read(words)), {
      isLayer: false,
      lost: '',
      unread: [comment],
    });
  });

  it('unless OCR reads hardly anything, guesses, or cannot: then the page says so', () => {
    for (const ocr of [read('The fid'), read(words, 0.3), undefined])
      assert.deepEqual(chooseReading({ layer: broken, noted: [garbled] }, ocr), {
        isLayer: true,
        lost: '',
        unread: [garbled],
      });
  });

  it('the lines that only the other one has are not lost', () => {
    const both = { layer: 'Exhibit 4, filed in May', noted: [] };
    assert.equal(chooseReading(both, read(words)).lost, 'Exhibit 4, filed in May');
    assert.equal(chooseReading(both, read('Exhibit 4, filed in May\nDeed')).lost, 'Deed');
  });

  it('a stamp does not hide a page that could not be read', () => {
    assert.equal(
      chooseReading({ layer: 'Case 1:19-cv-00017 Document 3', noted: [] }, undefined).isLayer,
      false,
    );
  });
});
