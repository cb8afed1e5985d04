import type { BufferPool } from './buffer-pool.ts';
import { Problem } from './errors.ts';

/** `onChunk` sees every piece as it comes; more than `maxBytes` are refused. */
type PartOptions = {
  pool: Pick<BufferPool, 'acquire' | 'release'>;
  onChunk: (chunk: Buffer) => void;
  maxBytes: number;
};

/**
 * Fills buffers of the pool with a body, one after the other; all but the last are full. Who gets a part releases it:
 * it may still be on its way while the next one is filled. A body without bytes has no parts.
 * @throws Problem `file-too-large`; whatever `body` and the pool throw
 */
export async function* splitIntoParts(
  body: AsyncIterable<Buffer>,
  options: PartOptions,
): AsyncGenerator<Buffer, undefined> {
  const held: HeldBuffer = { filling: undefined, filled: 0 };
  try {
    yield* fillParts(body, options, held);
    const { filling, filled } = held;
    held.filling = undefined;
    if (filling) yield filling.subarray(0, filled);
    return undefined;
  } finally {
    if (held.filling) options.pool.release(held.filling);
  }
}

/** The buffer that is being filled, and how far. */
type HeldBuffer = { filling: Buffer | undefined; filled: number };

/** The full parts; what is left stays held. */
async function* fillParts(
  body: AsyncIterable<Buffer>,
  { pool, onChunk, maxBytes }: PartOptions,
  held: HeldBuffer,
): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxBytes) throw tooLarge(maxBytes);
    onChunk(chunk);
    for (let copied = 0; copied < chunk.length;) {
      held.filling ??= await pool.acquire();
      const count = chunk.copy(held.filling, held.filled, copied);
      copied += count;
      held.filled += count;
      if (held.filled < held.filling.length) continue;
      const full = held.filling;
      [held.filling, held.filled] = [undefined, 0];
      yield full;
    }
  }
}

function tooLarge(maxBytes: number): Problem {
  const gigabytes = Math.round((maxBytes / 1024 ** 3) * 10) / 10;
  return new Problem(
    'file-too-large',
    `The file is larger than this room takes (${gigabytes} GB). Split it, or ask the administrator to raise the limit.`,
  );
}
