import { createCipheriv, randomBytes } from 'node:crypto';

const blockBytes = 1024 ** 2;

/** So many MiB that do not compress and nowhere repeat, as restic would notice. A cipher's stream: cheap to make, so that it is not what is measured. */
export function* generateMegabytes(count: number): Generator<Uint8Array<ArrayBuffer>> {
  const stream = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16));
  const nothing = Buffer.alloc(blockBytes);
  for (let index = 0; index < count; index += 1) yield Uint8Array.from(stream.update(nothing));
}
