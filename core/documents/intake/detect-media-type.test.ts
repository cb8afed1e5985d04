import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { buildMessage } from '../../../test/support/documents/eml.ts';
import { buildPdf } from '../../../test/support/documents/pdf.ts';
import { drawPage } from '../../../test/support/documents/raster.ts';
import { buildZip } from '../../../test/support/documents/zip.ts';
import { detectUnicode } from '../../reading/detect-unicode.ts';
import { detectMediaType } from './detect-media-type.ts';

const prose =
  'of the parties, and the goods are delivered at the quay before noon.\nThe buyer inspects them.\n';
/** What texts begin with that other formats begin with too. */
const beginnings = [
  'FORM 10-K',
  'FORM',
  'FORMAL notice',
  'BMW v. Harrow',
  'BM',
  'MZ: Good morning',
  'MAC Stores',
  'CWS Holdings',
  'FWS Marine',
  'ZWS',
  'ID3 of the bundle',
  'MP+ scheme',
  'GIF of the logo',
  'BZh file',
  'solid fuel',
  'AC1 and AC2',
  'AC1015 is a form',
  'OggS',
  'RIFF raff',
  'fLaC',
  'II. Facts',
  'MMXX',
  'Rar!',
  'PK and others',
  'PAR1S',
  'MThd',
  '8BPS',
  'DRACO',
  'BLENDER bottle',
  '070707',
  '#!AMR',
  'REGEDIT4',
  'WEBVTT',
  'regf',
  'Cr24',
  'ttcf',
  'caff',
  'icns',
  'wOFF',
  '!<arch>',
  'gimp xcf',
  'ITSF',
  '%! Note',
  '%PDF is the name',
  '{\\rtfm} Reading',
  'BEGIN:VCARDS are not read',
  'PKCS7',
  'SQLi',
  'xx-lh5-',
  'ftypes',
  'xxxxftypheic',
  'xxxxfree speech',
  'xxxxmoov',
];

describe('What a file is', () => {
  for (const beginning of beginnings)
    it(`is text where all of it is text, though it begins with "${beginning}"`, async () => {
      const text = `${beginning} ${prose}`;
      assert.equal(await detectMediaType(Buffer.from(text)), 'text/plain');
      assert.equal(await detectMediaType(Buffer.from(`${text}\u0000 and more`)), 'text/plain', 'with a NUL');
      assert.equal(await detectMediaType(iconv.encode(text, 'utf-16le')), 'text/plain', 'as UTF-16');
    });

  it('is what its own syntax says, where that is text', async () => {
    const kinds = {
      '%PDF-1.4\n1 0 obj\n<< >>\nendobj\n': 'application/pdf',
      'HTTP/1.1 200 OK\n\n%PDF-1.4\n1 0 obj\n<< >>\nendobj\n': 'application/pdf',
      '{\\rtf1\\ansi Deed}': 'application/rtf',
      '{\\rtf\\ansi Deed}': 'application/rtf',
      '%!PS-Adobe-3.0\n%%Title: Deed\n': 'application/postscript',
      'BEGIN:VCARD\r\nVERSION:3.0\r\n': 'text/vcard',
      'BEGIN:VCALENDAR\nVERSION:2.0\n': 'text/calendar',
      '<?xml version="1.0"?>\n<a/>': 'application/xml',
      '\ufeff<?xml version="1.0"?>\n<a/>': 'application/xml',
      '-----BEGIN PGP MESSAGE-----\n\nhQ==\n': 'application/pgp-encrypted',
      'The header %PDF-1.4 stands first in a PDF file.': 'text/plain',
      '<!doctype html><p>Deed</p>': 'text/plain',
    };
    for (const [text, kind] of Object.entries(kinds))
      assert.equal(await detectMediaType(Buffer.from(text)), kind, text);
    assert.equal(
      await detectMediaType(iconv.encode('<?xml version="1.0"?><a/>', 'utf-16')),
      'application/xml',
    );
    const message = buildMessage({ subject: 'Deed', text: 'Words' });
    assert.equal(await detectMediaType(Buffer.from(message)), 'message/rfc822');
    assert.equal(await detectMediaType(buildPdf([{ lines: ['Deed'] }])), 'application/pdf');
  });

  it('is text with single NULs, stretches of NULs and control characters in it', async () => {
    const texts = [
      `opened\u0000 by hexworth\n${prose}`,
      `${prose.repeat(10)}${'\u0000'.repeat(200)}${prose}`,
      `${prose}${'\u0000'.repeat(4_000)}`,
      `\u0001\u0002 ${prose.repeat(3)}`,
      `${prose}\u001a`,
      `short\u001a`,
      `\u001b[31m${prose}\u0007`,
    ];
    for (const text of texts) assert.equal(await detectMediaType(Buffer.from(text)), 'text/plain', text);
    for (const charset of ['windows-1251', 'koi8-r', 'cp866'])
      assert.equal(
        await detectMediaType(iconv.encode('яркий день, исковое заявление\u0000 от 3 мая.\n', charset)),
        'text/plain',
        charset,
      );
    for (const charset of ['shift_jis', 'euc-jp', 'gbk'])
      assert.equal(await detectMediaType(iconv.encode('契約書。\n合同\n', charset)), 'text/plain', charset);
  });

  it('is not text where the header says more than letters do', async () => {
    const bitmap = Buffer.alloc(4_000, 0x20);
    bitmap.write('BM');
    bitmap.fill(0, 2, 54);
    bitmap.writeUInt32LE(40, 14);
    assert.equal(await detectMediaType(bitmap), 'image/bmp');
    const sound = Buffer.concat([
      Buffer.from('FORM\u0000\u0000\u0001\u0000AIFFCOMM\u0000\u0000\u0000\u0012\u0000\u0001'),
      Buffer.from(prose.repeat(8)),
    ]);
    assert.equal(await detectMediaType(sound), 'audio/aiff');
    const program = Buffer.alloc(512);
    program.write('MZ');
    program.writeUInt32LE(128, 60);
    program.write('PE', 128);
    assert.equal(await detectMediaType(program), 'application/x-msdownload');
    assert.equal(await detectMediaType(gzipSync(prose)), 'application/gzip');
    // Bytes without a pattern, and the same in every run: of 10,000 such files one is taken for text.
    for (let run = 0; run < 50; run += 1) {
      const noise = createHash('shake256', { outputLength: 300 }).update(String(run)).digest();
      assert.notEqual(await detectMediaType(noise), 'text/plain');
    }
  });

  it('is what its long signature says, though what follows looks like text of two bytes a character', async () => {
    const scan = buildPdf([{ picture: drawPage([]), stamp: 'Case 1:19' }]);
    assert.ok(detectUnicode(scan.subarray(0, 65_536)));
    assert.equal(await detectMediaType(scan.subarray(0, 65_536)), 'application/pdf');
  });

  it('is an archive that begins with other bytes', async () => {
    const zip = buildZip([{ name: 'a.txt', content: prose }]);
    for (const before of ['junk ', 'HTTP/1.1 200 OK\r\nServer: x\r\n\r\n', '\u0000\u0000\u0000', '\ufeff'])
      assert.equal(
        await detectMediaType(Buffer.concat([Buffer.from(before), zip])),
        'application/zip',
        before,
      );
  });
});
