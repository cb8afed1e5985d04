import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PDFiumModule } from '@hyzyla/pdfium';

type Call = (...args: number[]) => number;
type Raw = Record<string, Call> & { HEAPU8: Uint8Array };

const maxFileBytes = 512 * 1024 ** 2;

/**
 * PDFium as it was compiled: functions of numbers and pointers. What the package wraps is text only; we ask
 * for places.
 */
export class Pdfium {
  readonly #raw: Raw;
  /** Room for what a call writes: 16 doubles. */
  readonly #out: number;
  readonly #names = new Map<string, number>();

  private constructor(raw: Raw) {
    this.#raw = raw;
    this.#out = this.call('malloc', 128);
  }

  /** Starts PDFium: one instance a process. */
  static async start(): Promise<Pdfium> {
    const wasm = fileURLToPath(import.meta.resolve('@hyzyla/pdfium/pdfium.wasm'));
    const raw = await PDFiumModule({ wasmBinary: new Uint8Array(readFileSync(wasm)).buffer });
    const pdfium = new Pdfium(raw as unknown as Raw);
    pdfium.call('PDFium_Init');
    return pdfium;
  }

  /** Calls a function of PDFium with numbers and pointers. */
  call(name: string, ...args: number[]): number {
    const found = this.#raw[`_${name}`];
    if (!found) throw new Error(`PDFium has no ${name}`);
    return found(...args);
  }

  /**
   * Calls with pointers to `count` floats behind the arguments, or with one pointer to all; returns them, or
   * undefined.
   */
  floats(name: string, args: number[], count: number): number[] | undefined {
    const pointers = Array.from({ length: count }, (_, index) => this.#out + index * 4);
    return this.call(name, ...args, ...pointers) ? this.#read(count, 'Float32') : undefined;
  }

  /** Calls with one pointer to a rectangle of four floats. */
  rectangle(name: string, args: number[]): number[] | undefined {
    return this.call(name, ...args, this.#out) ? this.#read(4, 'Float32') : undefined;
  }

  /** Calls with pointers to `count` integers behind the arguments; returns them, or undefined. */
  integers(name: string, args: number[], count: number): number[] | undefined {
    const pointers = Array.from({ length: count }, (_, index) => this.#out + index * 4);
    return this.call(name, ...args, ...pointers) ? this.#read(count, 'Int32') : undefined;
  }

  /** Memory may move when it grows: the view is taken anew every time. */
  bytes(start: number, length: number): Uint8Array {
    return this.#raw.HEAPU8.subarray(start, start + length);
  }

  /** Opens a document without a password; 0 where it cannot be. */
  open(content: Buffer): number {
    if (content.length > maxFileBytes) return 0;
    const at = this.call('malloc', content.length);
    this.bytes(at, content.length).set(content);
    return this.call('FPDF_LoadMemDocument', at, content.length, 0);
  }

  /**
   * Calls a function that writes text of 16-bit units into a buffer and returns how many bytes it has; the buffer
   * and its length come behind the arguments.
   */
  text(name: string, ...args: number[]): string {
    const bytes = this.#fill((at, length) => this.call(name, ...args, at, length));
    return new TextDecoder('utf-16le').decode(bytes).replace(/\0+$/, '');
  }

  /** Calls a function that writes bytes and, behind the buffer's length, how many; undefined where it refuses. */
  content(name: string, ...args: number[]): Uint8Array | undefined {
    let isGiven = true;
    const bytes = this.#fill((at, length) => {
      this.bytes(this.#out, 4).fill(0);
      isGiven = this.call(name, ...args, at, length, this.#out) !== 0 && isGiven;
      return this.#read(1, 'Int32')[0] ?? 0;
    });
    return isGiven ? bytes : undefined;
  }

  /** Calls a function that writes bytes into a buffer and returns how many; arguments as in `text`. */
  raw(name: string, ...args: number[]): Uint8Array {
    return this.#fill((at, length) => this.call(name, ...args, at, length));
  }

  /** Calls with one pointer to `count` floats. */
  block(name: string, args: number[], count: number): number[] | undefined {
    return this.call(name, ...args, this.#out) ? this.#read(count, 'Float32') : undefined;
  }

  /** The address of a name as C has it; each is kept, and there are few. */
  name(ascii: string): number {
    const known = this.#names.get(ascii);
    if (known !== undefined) return known;
    const at = this.call('malloc', ascii.length + 1);
    this.bytes(at, ascii.length + 1).set([...Buffer.from(ascii), 0]);
    this.#names.set(ascii, at);
    return at;
  }

  #fill(write: (at: number, length: number) => number): Uint8Array {
    const length = write(0, 0);
    if (length <= 0 || length > maxFileBytes) return new Uint8Array();
    const at = this.call('malloc', length);
    // Memory may be full; PDFium's own address 0 is where it begins.
    if (at === 0) return new Uint8Array();
    write(at, length);
    const copy = Uint8Array.from(this.bytes(at, length));
    this.call('free', at);
    return copy;
  }

  #read(count: number, type: 'Float32' | 'Int32'): number[] {
    const { buffer } = this.#raw.HEAPU8;
    return type === 'Float32'
      ? [...new Float32Array(buffer, this.#out, count)]
      : [...new Int32Array(buffer, this.#out, count)];
  }
}
