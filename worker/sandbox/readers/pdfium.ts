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

  #read(count: number, type: 'Float32' | 'Int32'): number[] {
    const { buffer } = this.#raw.HEAPU8;
    return type === 'Float32'
      ? [...new Float32Array(buffer, this.#out, count)]
      : [...new Int32Array(buffer, this.#out, count)];
  }
}
