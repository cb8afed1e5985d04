import { z } from 'zod';
import type { SandboxSession } from './sandbox-client.ts';
import { cleanText, type ExtractedPage } from './extraction.ts';
import { textSpansSchema } from '../reading/text-spans.ts';
import { ToolFailed } from './tool-errors.ts';
import { unreadItemSchema, type UnreadItem } from '../reading/unread.ts';

const office = 'application/vnd.openxmlformats-officedocument';
const headerSchema = z.object({
  mediaType: z
    .enum([
      'text/html',
      'text/csv',
      `${office}.wordprocessingml.document`,
      `${office}.spreadsheetml.sheet`,
      `${office}.presentationml.presentation`,
    ])
    .optional(),
  charset: z.string().max(40).optional(),
});
const pageSchema = z.object({
  text: z.string().max(4_000_000),
  label: z.string().max(100).optional(),
  spans: textSpansSchema.optional(),
});
const maxPages = 1_000_000;
const maxBytes = 1024 ** 3;
const maxUnreadBytes = 16 * 1024 ** 2;

export type PagesHeader = z.infer<typeof headerSchema>;

/**
 * Emits the pages that a reader of ours left in `pages.ndjson`.
 * @throws ToolFailed when they are not what they should be
 */
export async function emitPages(
  session: SandboxSession,
  engine: string,
  emit: (page: ExtractedPage) => Promise<void>,
): Promise<PagesHeader> {
  let facts: PagesHeader | undefined;
  let number = 0;
  for await (const lines of session.readLines('pages.ndjson', maxBytes)) {
    for (const line of lines) {
      if (!facts) {
        facts = parseToolOutput(headerSchema, line);
        continue;
      }
      number += 1;
      if (number > maxPages) throw new ToolFailed('output', 'too many pages');
      const { text, label, spans } = parseToolOutput(pageSchema, line);
      const clean = cleanText(text);
      await emit({
        number,
        state: 'read',
        text: clean,
        // A place in a text that had to be cleaned is no place any more.
        ...(spans && clean === text && { spans }),
        engine,
        confidence: 1,
        label: label ?? null,
        layout: null,
      });
    }
  }
  return facts ?? {};
}

/** What readers of ours noted as not read (worker/sandbox/readers/note-unread.ts). @throws ToolFailed */
export async function readUnread(session: SandboxSession): Promise<UnreadItem[]> {
  const items: UnreadItem[] = [];
  if (!(await session.has('unread.ndjson'))) return items;
  for await (const lines of session.readLines('unread.ndjson', maxUnreadBytes))
    for (const line of lines) if (line !== '') items.push(parseToolOutput(unreadItemSchema, line));
  return items;
}

/** JSON from the sandbox, checked. @throws ToolFailed */
export function parseToolOutput<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new ToolFailed('output', 'a reader left something else than it should');
  }
}
