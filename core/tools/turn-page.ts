import type { PageLayout, WordBox } from './extraction.ts';
import type { Turn } from './sandbox-protocol.ts';

/** The places of a page that was turned clockwise before it was read, as they are on the page itself. */
export function turnBack(layout: PageLayout, turn: Turn): PageLayout {
  if (turn === '0') return layout;
  const { width, height } = layout;
  const place = ([left, top, wide, high, text]: WordBox): WordBox => {
    if (turn === '180') return [width - left - wide, height - top - high, wide, high, text];
    if (turn === '90') return [top, width - left - wide, high, wide, text];
    return [height - top - high, left, high, wide, text];
  };
  const size = turn === '180' ? { width, height } : { width: height, height: width };
  return { ...layout, ...size, words: layout.words.map(place) };
}
