import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { buildPdf } from '../../../test/support/documents/pdf.ts';

describe('Files in a PDF that PDFium does not list', () => {
  const reader = join(import.meta.dirname, `read-pdf-extras${extname(import.meta.filename)}`);
  const notesOf = (holds: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'strongroom-extras-'));
    try {
      writeFileSync(join(dir, 'input'), buildPdf([{ lines: ['The deed'] }]));
      writeFileSync(join(dir, 'holds.txt'), holds);
      execFileSync(process.execPath, [reader], { cwd: dir });
      const path = join(dir, 'unread.ndjson');
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  it('are counted', function startPdfium() {
    this.timeout(30_000);
    assert.deepEqual(JSON.parse(notesOf('file\nfile\n')), { kind: 'attachments', count: 2 });
    assert.equal(notesOf('form\n'), '');
  });
});
