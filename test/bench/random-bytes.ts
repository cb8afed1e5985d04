import { randomBytes } from 'node:crypto';

const blockBytes = 1024 ** 2;

/** So many MiB that do not compress and do not repeat. Cheap to make, so that it is not what is measured. */
export function* randomMegabytes(count: number): Generator<Uint8Array<ArrayBuffer>> {
  const block = randomBytes(blockBytes);
  for (let index = 0; index < count; index += 1) {
    block.writeUInt32BE(index, 0);
    yield Uint8Array.from(block);
  }
}
