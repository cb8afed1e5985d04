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
  { pool, onChunk, maxBytes }: PartOptions,
): AsyncGenerator<Buffer, undefined> {
  let filling: Buffer | undefined;
  let filled = 0;
  let total = 0;
  try {
    for await (const chunk of body) {
      total += chunk.length;
      if (total > maxBytes) throw tooLarge(maxBytes);
      onChunk(chunk);
      for (let copied = 0; copied < chunk.length;) {
        filling ??= await pool.acquire();
        const count = chunk.copy(filling, filled, copied);
        copied += count;
        filled += count;
        if (filled < filling.length) continue;
        const full = filling;
        [filling, filled] = [undefined, 0];
        yield full;
      }
    }
    if (filling) {
      const last = filling;
      filling = undefined;
      yield last.subarray(0, filled);
    }
    return undefined;
  } finally {
    if (filling) pool.release(filling);
  }
}

function tooLarge(maxBytes: number): Problem {
  const gigabytes = Math.round((maxBytes / 1024 ** 3) * 10) / 10;
  return new Problem(
    'file-too-large',
    `The file is larger than this room takes (${gigabytes} GB). Split it, or ask the administrator to raise the limit.`,
  );
}
