/** What waits for a buffer, until `fail` is called or one is free. */
type Waiter = { resolve: (buffer: Buffer) => void; timer: NodeJS.Timeout };

/**
 * A fixed number of buffers of one size, lent one after the other: what holds them at once is bounded, and so is the
 * memory. Each is made when it is first needed; the one that came back last is lent first.
 */
export class BufferPool {
  readonly #options: { bytes: number; count: number; waitMs: number };
  readonly #free: Buffer[] = [];
  readonly #waiting: Waiter[] = [];
  #made = 0;

  /** `bytes` of each, `count` of them, and for how long one is waited for. */
  constructor(options: { bytes: number; count: number; waitMs: number }) {
    this.#options = options;
  }

  /** A buffer with whatever its last user left in it. Whoever has it releases it. @throws Error after `waitMs` */
  acquire(): Promise<Buffer> {
    const { bytes, count, waitMs } = this.#options;
    const free = this.#free.pop();
    if (free) return Promise.resolve(free);
    if (this.#made < count) {
      this.#made += 1;
      return Promise.resolve(Buffer.allocUnsafeSlow(bytes));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(new Error(`none of ${count} buffers came back in time`));
      }, waitMs);
      const waiter = { resolve, timer };
      this.#waiting.push(waiter);
    });
  }

  /** Takes a buffer back, or a part from its beginning. Its user must not look at it any more. */
  release(lent: Buffer): void {
    const buffer = Buffer.from(lent.buffer as ArrayBuffer);
    const next = this.#waiting.shift();
    if (!next) return void this.#free.push(buffer);
    clearTimeout(next.timer);
    next.resolve(buffer);
  }
}
