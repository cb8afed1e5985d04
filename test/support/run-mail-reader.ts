import { readerProgram } from './reader-program.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type MailReader = 'read-calendar' | 'read-email' | 'read-mailbox' | 'read-outlook-message' | 'read-tnef';

/** Runs a reader of mail from its source, as the sandbox does, and returns what it left. */
export function runMailReader(reader: MailReader, content: Buffer | string) {
  const folder = mkdtempSync(join(tmpdir(), 'mail-reader-'));
  try {
    writeFileSync(join(folder, 'input'), content);
    const program = readerProgram(reader);
    const { status, stderr } = spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const read = (name: string) =>
      existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim() : '';
    const lines = (name: string) => (read(name) === '' ? [] : read(name).split('\n'));
    const pages = lines('pages.ndjson')
      .slice(1)
      .map((line) => JSON.parse(line) as { text: string; label?: string });
    const listed = JSON.parse(read('attachments.json') || '[]') as { filename: string | null }[];
    return {
      pages,
      text: pages.map(({ text }) => text).join('\n'),
      files: listed.map(({ filename }, index) => ({
        filename,
        content: readFileSync(join(folder, `part-${String(index + 1)}`)),
      })),
      messages: JSON.parse(read('messages.json') || '[]') as { filename: string; bytes: number }[],
      content: read('content'),
      metadata: JSON.parse(read('message.json') || '{}') as { subject?: string; sentAt?: string },
      unread: lines('unread.ndjson').map((line) => JSON.parse(line) as { kind: string; name?: string }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
