import { bottomOf, rightOf } from './compare-boxes.ts';
import type { DrawnLine } from './group-into-lines.ts';

const minLines = 6;
const maxLines = 2_000;
/** Where more than this part of a page's lines goes up to the next, they are drawn in no order. */
const disorder = 0.3;
/** Columns stand this far apart, in heights of a line. */
const columnGap = 0.8;

type Block = { line: DrawnLine; left: number; right: number; top: number; bottom: number };

/**
 * Lines in the order in which they were drawn, unless that is none: then from the top down, column by column
 * (the recursive X-Y cut of Nagy, Seth, Viswanathan, 1992).
 */
export function sortLines(lines: DrawnLine[]): DrawnLine[] {
  if (lines.length < minLines || lines.length > maxLines) return lines;
  if (lines.some(({ direction }) => direction !== 'right')) return lines;
  const blocks = lines.map(toBlock);
  const pairs = blocks.slice(1).map((block, index) => ({ block, before: blocks[index] ?? block }));
  // Up and over to the next column is no disorder.
  const upwards = pairs.filter(({ block, before }) => block.bottom <= before.top && isBeside(block, before));
  return upwards.length > pairs.length * disorder ? cut(blocks).map(({ line }) => line) : lines;
}

function toBlock(line: DrawnLine): Block {
  const [first, last] = [line.words[0], line.words.at(-1)];
  const bottoms = line.words.map(bottomOf);
  const tops = line.words.map((word) => word[1]);
  return {
    line,
    left: first?.[0] ?? 0,
    right: last ? rightOf(last) : 0,
    // A line may hold an unlimited number of words: no spread.
    top: tops.reduce((least, top) => Math.min(least, top), Infinity),
    bottom: bottoms.reduce((most, bottom) => Math.max(most, bottom), -Infinity),
  };
}

/** Whether two blocks stand, in part, one above the other. */
function isBeside(one: Block, other: Block): boolean {
  return one.left < other.right && other.left < one.right;
}

function cut(blocks: readonly Block[]): Block[] {
  const byTop = blocks.toSorted((one, other) => one.top - other.top || one.left - other.left);
  if (blocks.length < 3) return byTop;
  const height = (byTop[0]?.bottom ?? 0) - (byTop[0]?.top ?? 0);
  const columns = cutAt(blocks, { from: 'left', to: 'right' }, height * columnGap);
  if (columns) return columns.flatMap(cut);
  const bands = cutAt(blocks, { from: 'top', to: 'bottom' }, 0);
  return bands ? bands.flatMap(cut) : byTop;
}

/** Cuts at the widest gap that no block crosses; undefined where there is none as wide as `least`. */
function cutAt(
  blocks: readonly Block[],
  { from, to }: { from: 'left' | 'top'; to: 'right' | 'bottom' },
  least: number,
): [Block[], Block[]] | undefined {
  const sorted = blocks.toSorted((one, other) => one[from] - other[from]);
  let reach = sorted[0]?.[to] ?? 0;
  let widest = { gap: least, at: 0 };
  for (const [index, block] of sorted.entries()) {
    if (index > 0 && block[from] - reach > widest.gap) widest = { gap: block[from] - reach, at: index };
    reach = Math.max(reach, block[to]);
  }
  return widest.at === 0 ? undefined : [sorted.slice(0, widest.at), sorted.slice(widest.at)];
}
