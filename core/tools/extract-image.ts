import { z } from 'zod';
import { Unreadable } from '../platform/errors.ts';
import { parseToolOutput } from './emit-pages.ts';
import type { ExtractedPage, Extractor } from './extraction.ts';
import type { SandboxSession } from './sandbox-client.ts';
import { ToolFailed } from './tool-errors.ts';

const framesSchema = z
  .array(
    z.object({
      width: z.int().nonnegative(),
      height: z.int().nonnegative(),
      orientation: z.int().min(1).max(8).optional(),
      isTransparent: z.boolean().optional(),
    }),
  )
  .min(1)
  .max(5_000);
const distinctSchema = z.array(z.int().min(1).max(5_000)).min(1).max(5_000);

type Frame = z.infer<typeof framesSchema>[number];

const maxImagePixels = 120_000_000;
/** A picture that moves: so many of its pictures are looked at, and so many different ones are read. */
const maxMovingFrames = 30;
const maxMovingPixels = 40_000_000;
const maxMovingPages = 10;

/** An image file: one page for each picture in it, each to be read by OCR. */
export const extractImage: Extractor = async (session, emit) => {
  const frames = await listFrames(session);
  for (const [index, frame] of frames.entries())
    await emit(toWaitingPage(frame, { number: index + 1, frame: index + 1 }));
  return {};
};

/** A GIF. Of one that moves, every picture that differs from those before it, up to a few. */
export const extractGif: Extractor = async (session, emit) => {
  const frames = await listFrames(session);
  const [first = { width: 0, height: 0 }] = frames;
  const distinct = frames.length === 1 ? [1] : await listDistinctFrames(session, first, frames.length);
  const read = distinct.slice(0, maxMovingPages);
  for (const [index, frame] of read.entries()) await emit(toWaitingPage(first, { number: index + 1, frame }));
  const left = distinct.length - read.length + Math.max(0, frames.length - countLooked(first, frames.length));
  return { unread: left > 0 ? [{ kind: 'picture-left-out', count: left }] : [] };
};

async function listFrames(session: SandboxSession): Promise<Frame[]> {
  await session.run('image-frames', {});
  return parseToolOutput(framesSchema, await session.readText('frames.json', 1024 ** 2));
}

/** The first picture alone where the others cannot be drawn. */
async function listDistinctFrames(session: SandboxSession, size: Frame, frames: number): Promise<number[]> {
  const count = countLooked(size, frames);
  if (count === 1) return [1];
  try {
    await session.run('gif-frames', { count });
    return parseToolOutput(distinctSchema, await session.readText('distinct.json', 100_000));
  } catch (error) {
    if (error instanceof ToolFailed) return [1];
    throw error;
  }
}

function countLooked({ width, height }: Frame, frames: number): number {
  const fitting = Math.floor(maxMovingPixels / Math.max(width * height, 1));
  return Math.max(1, Math.min(frames, maxMovingFrames, fitting));
}

function toWaitingPage(
  { width, height, orientation = 1, isTransparent = false }: Frame,
  { number, frame }: { number: number; frame: number },
): ExtractedPage {
  if (width * height > maxImagePixels) {
    throw new Unreadable(
      'The image has more pixels than can be read (120 million). Save it at a lower resolution, and upload that.',
    );
  }
  const isOrdinary = orientation === 1 && !isTransparent && frame === number;
  const size = orientation >= 5 ? { width: height, height: width } : { width, height };
  return {
    number,
    state: 'waiting',
    text: '',
    engine: '',
    confidence: 0,
    label: null,
    layout: { ...size, words: [], ...(!isOrdinary && { source: { frame, orientation, isTransparent } }) },
  };
}
