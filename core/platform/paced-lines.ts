import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './errors.ts';

type Line = { last: Promise<void>; waiting: number };
export type LineLimits = { pauseMs: number; waiting: number };

/**
 * Work that must not go fast, in lines: of one key one after the other, with a pause behind each, in the order in which
 * they came. Lines do not wait for one another.
 */
export class PacedLines {
  readonly #limits: LineLimits;
  readonly #lines = new Map<string, Line>();

  constructor(limits: LineLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` when those before it in the line are done.
   * @param isGone whether nobody waits for the answer any more: then nothing is done, and nobody waits for it
   * @throws Problem `too-many-attempts` where the line is full, or when nobody waits; whatever `work` throws
   */
  async run<T>(key: string, work: () => Promise<T>, isGone = () => false): Promise<T> {
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    if (line.waiting >= this.#limits.waiting) throw this.#full();
    this.#lines.set(key, line);
    line.waiting += 1;
    const { promise: done, resolve: leave } = Promise.withResolvers<void>();
    const before = line.last;
    line.last = done;
    await before;
    if (isGone()) {
      this.#leave(key, line, leave);
      throw this.#full();
    }
    try {
      return await work();
    } finally {
      void sleep(this.#limits.pauseMs).then(() => this.#leave(key, line, leave));
    }
  }

  #leave(key: string, line: Line, leave: () => void): void {
    line.waiting -= 1;
    if (line.waiting === 0) this.#lines.delete(key);
    leave();
  }

  #full(): Problem {
    const { pauseMs, waiting } = this.#limits;
    const seconds = Math.ceil((pauseMs * waiting) / 1000);
    return new Problem(
      'too-many-attempts',
      `Many passwords are being tried for this account just now, and each waits for its turn. Wait ${seconds} seconds and try again.`,
      { retryAfter: seconds },
    );
  }
}
