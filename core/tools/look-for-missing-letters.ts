import { z } from 'zod';
import { parseToolOutput } from './emit-pages.ts';
import type { SandboxSession } from './sandbox-client.ts';
import { ToolFailed } from './tool-errors.ts';

const maxListBytes = 4 * 1024 ** 2;
const lineSchema = z.object({ page: z.int().min(1).max(1_000_000), letters: z.int().positive() });

/**
 * Asks whether a page of a PDF draws letters of which the file does not say which they are. The file is looked
 * through at the first question, once: most files raise none. What cannot be looked through has none.
 * @throws SandboxInterrupted
 */
export function lookForMissingLetters(session: SandboxSession): (page: number) => Promise<boolean> {
  let pages: Promise<ReadonlySet<number>> | undefined;
  return async (page) => {
    pages ??= findPages(session);
    return (await pages).has(page);
  };
}

async function findPages(session: SandboxSession): Promise<ReadonlySet<number>> {
  const pages = new Set<number>();
  try {
    await session.run('pdf-missing-letters', {});
    for await (const lines of session.readLines('missing.ndjson', maxListBytes))
      for (const line of lines.filter((one) => one !== '')) pages.add(parseToolOutput(lineSchema, line).page);
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
  }
  return pages;
}
