import { z } from 'zod';
import type { SandboxSession } from './sandbox-client.ts';
import { ToolFailed } from './tool-errors.ts';

/** [left, top, width, height] in points from the top left. */
export type HiddenBox = [number, number, number, number];
/** By page number. */
export type HiddenBoxesByPage = ReadonlyMap<number, HiddenBox[]>;

const maxHiddenListBytes = 16 * 1024 ** 2;
/** What a page may have; the rest of such a page is hidden anyway. */
const maxBoxes = 10_000;
const point = z.number().min(-1e6).max(1e6);
const pageSchema = z.object({
  page: z.int().min(1).max(1_000_000),
  boxes: z.array(z.tuple([point, point, point, point])).max(maxBoxes),
});

/**
 * A word is hidden when this much of its width lies in a hidden place: a letter too many is better than one
 * too few.
 */
const minHiddenShare = 0.15;

/**
 * Finds the boxes of a PDF under which words lie readable. Found in the sandbox, which returns only where;
 * the words themselves are left out before anything is stored. Undefined where the file could not be looked
 * through.
 * @throws SandboxInterrupted
 */
export async function findHiddenText(session: SandboxSession): Promise<HiddenBoxesByPage | undefined> {
  try {
    await session.run('pdf-paints', {});
    if (!(await session.readText('paints.txt', 100)).includes('paint')) return new Map();
    await session.run('pdf-hidden', {});
    return await readHiddenBoxes(session);
  } catch (error) {
    if (error instanceof ToolFailed) return undefined;
    throw error;
  }
}

async function readHiddenBoxes(session: SandboxSession): Promise<HiddenBoxesByPage> {
  const places = new Map<number, HiddenBox[]>();
  for await (const lines of session.readLines('hidden.ndjson', maxHiddenListBytes)) {
    for (const line of lines.filter((one) => one !== '')) {
      const { page, boxes } = parseHiddenPage(line);
      places.set(page, boxes);
    }
  }
  return places;
}

function parseHiddenPage(line: string): z.infer<typeof pageSchema> {
  try {
    return pageSchema.parse(JSON.parse(line));
  } catch {
    throw new ToolFailed('output', 'not a line of hidden places');
  }
}

type WordPosition = { left: number; top: number; width: number; height: number };

/** Whether a word lies in a hidden box. */
export function isHidden(word: WordPosition, boxes: readonly HiddenBox[]): boolean {
  const middle = word.top + word.height / 2;
  return boxes.some(([left, top, width, height]) => {
    const shared = Math.min(word.left + word.width, left + width) - Math.max(word.left, left);
    return middle >= top && middle <= top + height && shared > word.width * minHiddenShare;
  });
}
