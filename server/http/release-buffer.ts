/**
 * Frees the memory of a chunk that came from a socket and was used up. The collector would do it too, but only after
 * hundreds of megabytes of them: to it a chunk is a few bytes of handle. Nobody may look at the chunk afterwards; one
 * that shares its memory with others is left alone.
 */
export function releaseBuffer(chunk: Buffer): void {
  const { buffer } = chunk;
  const isNotShared = buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength;
  if (isNotShared && !buffer.detached) buffer.transfer(0);
}
