import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** For a program's standard output: where it writes to, and what ends the reading once the program has ended. */
export type Spool = { fd: number; end: () => Promise<void> };

const chunkBytes = 1024 ** 2;
const pauseMs = 100;

/**
 * Opens a file without a name in `folder` and passes its lines on while it is written. restic writes each line by itself, and
 * through a pipe each one wakes whoever reads: over 250,000 lines that made restic half as slow again.
 * `end` throws what `onLine` threw, and the disk's errors.
 */
export async function openSpool(folder: string, onLine: (line: string) => void): Promise<Spool> {
  const path = join(folder, `spool-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path);
  let isWritten = false;
  const read = async () => {
    const text = new TextDecoder();
    const buffer = Buffer.alloc(chunkBytes);
    let rest = '';
    let at = 0;
    for (;;) {
      // Read before the file: what is written until then is in it.
      const isLast = isWritten;
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
      at += bytesRead;
      const lines = (rest + text.decode(buffer.subarray(0, bytesRead), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
      if (bytesRead > 0) continue;
      if (isLast) break;
      await setTimeout(pauseMs);
    }
    if (rest !== '') onLine(rest);
  };
  const reading = read();
  // Whoever ends it gets the error.
  reading.catch(() => undefined);
  const end = async () => {
    isWritten = true;
    try {
      await reading;
    } finally {
      await file.close();
    }
  };
  return { fd: file.fd, end };
}
