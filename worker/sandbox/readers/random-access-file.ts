import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Random access to a file; beyond its end there are zeros. */
export class RandomAccessFile {
  readonly length: number;
  readonly #file: number;
  isLittle = false;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.length = statSync(path).size;
  }

  /** So many bytes from `offset` on. */
  at(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    if (offset < this.length) readSync(this.#file, bytes, 0, length, offset);
    return bytes;
  }

  /** A whole number of up to six bytes, in the order of bytes that `isLittle` says. */
  number(offset: number, length: number): number {
    const bytes = this.at(offset, length);
    return this.isLittle ? bytes.readUIntLE(0, length) : bytes.readUIntBE(0, length);
  }

  /** A few letters, as containers name their chunks. */
  name(offset: number, length = 4): string {
    return this.at(offset, length).toString('latin1');
  }

  /** Lets go of the file. */
  close(): void {
    closeSync(this.#file);
  }
}
