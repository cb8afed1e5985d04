import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Flips one bit in the middle of the largest file below `directory`; `undo` flips it back. */
export function flipByte(directory: string): { undo: () => void } {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => statSync(b).size - statSync(a).size);
  return flipBit(files[0] ?? '');
}

/** Flips one bit of a file, in its middle unless told where, from 0 to 1; `undo` flips it back. */
export function flipBit(file: string, where = 0.5): { undo: () => void } {
  const { mode } = statSync(file);
  const flip = () => {
    const bytes = readFileSync(file);
    const place = Math.floor(bytes.length * where);
    bytes[place] = (bytes[place] ?? 0) ^ 0x01;
    chmodSync(file, 0o600);
    writeFileSync(file, bytes);
    chmodSync(file, mode & 0o777);
  };
  flip();
  return { undo: flip };
}
