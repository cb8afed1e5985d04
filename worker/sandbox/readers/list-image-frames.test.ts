import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildExif,
  buildGif,
  buildJpegHeader,
  buildPng,
  buildWebpHeader,
} from '../../../test/support/documents/images.ts';
import { readerProgram } from '../../../test/support/reader-program.ts';

const reader = readerProgram('list-image-frames');
const raster = { width: 3, height: 2, pixels: Buffer.alloc(6, 255) };

function listFrames(content: Buffer): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'frames-'));
  try {
    writeFileSync(join(folder, 'input'), content);
    const { status, stderr } = spawnSync(process.execPath, [reader], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return JSON.parse(readFileSync(join(folder, 'frames.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('The headers of a picture', () => {
  for (const order of ['II', 'MM'] as const) {
    it(`say how a JPEG lies, in Exif of the order ${order}`, () => {
      const jpeg = buildJpegHeader({ width: 40, height: 30, exif: buildExif(6, order) });
      assert.deepEqual(listFrames(jpeg), [{ width: 40, height: 30, orientation: 6 }]);
    });
  }

  it('say nothing where an orientation makes no sense', () => {
    const jpeg = buildJpegHeader({ width: 40, height: 30, exif: buildExif(9, 'II') });
    assert.deepEqual(listFrames(jpeg), [{ width: 40, height: 30, orientation: 1 }]);
  });

  it('say how a PNG lies, and whether it has an alpha channel', () => {
    assert.deepEqual(listFrames(buildPng(raster)), [{ width: 3, height: 2, isTransparent: false }]);
    const turned = buildPng(raster, { exif: buildExif(8, 'MM').subarray(6), alpha: Buffer.alloc(6, 0) });
    assert.deepEqual(listFrames(turned), [{ width: 3, height: 2, isTransparent: true, orientation: 8 }]);
  });

  it('say the size of a WebP, how it lies, and whether it has an alpha channel', () => {
    const webp = buildWebpHeader({ width: 400, height: 300, hasAlpha: true, exif: buildExif(3, 'II') });
    assert.deepEqual(listFrames(webp), [{ width: 400, height: 300, isTransparent: true, orientation: 3 }]);
  });

  it('count the pictures of a GIF', () => {
    assert.deepEqual(listFrames(buildGif([raster, raster])), [
      { width: 3, height: 2 },
      { width: 3, height: 2 },
    ]);
  });

  it('say whether a GIF has a colour that is none', () => {
    const plain = buildGif([raster]);
    const control = Buffer.from('21f904010000ff00', 'hex');
    // It stands before the picture, which begins with its place: 0, 0.
    const at = plain.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
    const gif = Buffer.concat([plain.subarray(0, at), control, plain.subarray(at)]);
    assert.deepEqual(listFrames(gif), [{ width: 3, height: 2, isTransparent: true }]);
  });
});
