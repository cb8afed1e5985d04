import { z } from 'zod';
import type { SandboxSession } from './sandbox-client.ts';
import { cleanText, type ExtractedPage } from './extraction.ts';
import { ToolFailed } from './tool-errors.ts';

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
const pageSchema = z.object({ text: z.string().max(4_000_000), label: z.string().max(100).optional() });
const maxPages = 1_000_000;
const maxBytes = 1024 ** 3;

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
      const { text, label } = parseToolOutput(pageSchema, line);
      await emit({
        number,
        state: 'read',
        text: cleanText(text),
        engine,
        confidence: 1,
        label: label ?? null,
        layout: null,
      });
    }
  }
  return facts ?? {};
}

/** JSON from the sandbox, checked. @throws ToolFailed */
export function parseToolOutput<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new ToolFailed('output', 'a reader left something else than it should');
  }
}
