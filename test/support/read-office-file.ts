import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { TextSpan } from '../../core/reading/text-spans.ts';
import { describeUnread, unreadItemSchema } from '../../core/reading/unread.ts';

type ReadPage = { text: string; label?: string; spans?: TextSpan[] };
type ReadFile = { pages: ReadPage[]; unread: string[]; children: { filename: string; bytes: Buffer }[] };

/** What the reader of Office files makes of one, without a sandbox around it. */
export function readOfficeFile(content: Buffer): ReadFile {
  const dir = mkdtempSync(join(tmpdir(), 'office-'));
  const reader = `../../worker/sandbox/readers/read-open-xml${extname(import.meta.filename)}`;
  try {
    writeFileSync(join(dir, 'input'), content);
    execFileSync(process.execPath, [join(import.meta.dirname, reader), 'input'], { cwd: dir, stdio: 'pipe' });
    const [, ...pages] = readLines(join(dir, 'pages.ndjson'));
    const listed = JSON.parse(readFileSync(join(dir, 'attachments.json'), 'utf8')) as { filename: string }[];
    return {
      pages: pages.map((line) => JSON.parse(line) as ReadPage),
      unread: readLines(join(dir, 'unread.ndjson')).map((line) => {
        const { what, reason } = describeUnread(unreadItemSchema.parse(JSON.parse(line)));
        return `${what}: ${reason}`;
      }),
      children: listed.map(({ filename }, index) => ({
        filename,
        bytes: readFileSync(join(dir, `part-${String(index + 1)}`)),
      })),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The text of a page without the spans of some kinds: as with all tracked changes, or with none, it would be. */
export function withoutSpans({ text, spans = [] }: ReadPage, ...kinds: TextSpan[2][]): string {
  const isGone = Array.from(text, () => false);
  for (const [start, end, kind] of spans) if (kinds.includes(kind)) isGone.fill(true, start, end);
  return [...text].filter((_, index) => !isGone[index]).join('');
}

function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}
