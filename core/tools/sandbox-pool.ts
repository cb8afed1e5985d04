import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxUnavailable } from './tool-errors.ts';

type Waiter = { isUrgent: boolean; since: number; start: (folder: string) => void };

/** A sandbox that did not answer is avoided for this long. */
const unresponsiveMs = 2_000;
const pollEveryMs = 250;
/** A job that has waited this long goes next, urgent or not: nothing waits for ever. */
const overdueMs = 30_000;

/** Who may use which sandbox: one user each, urgent ones first, otherwise first come, first served. */
export class SandboxPool {
  readonly #folders: () => string[];
  readonly #busy = new Set<string>();
  readonly #avoided = new Map<string, number>();
  #waiting: Waiter[] = [];

  constructor(folders: () => string[]) {
    this.#folders = folders;
  }

  /**
   * Waits for a free sandbox, for at most `patienceMs` while there is none at all.
   * @throws SandboxUnavailable; the signal's reason
   */
  async run<T>(
    input: { signal: AbortSignal; isUrgent?: boolean },
    patienceMs: number,
    use: (folder: string) => Promise<T>,
  ): Promise<T> {
    const folder = await this.#wait(input, patienceMs);
    try {
      return await use(folder);
    } finally {
      this.#busy.delete(folder);
      this.#assignFree();
    }
  }

  /** Avoids a sandbox that did not answer, for a while. */
  markUnresponsive(folder: string): void {
    this.#avoided.set(folder, Date.now() + unresponsiveMs);
  }

  async #wait(
    { signal, isUrgent = false }: { signal: AbortSignal; isUrgent?: boolean },
    patienceMs: number,
  ): Promise<string> {
    let found: string | undefined;
    let wake = (): void => undefined;
    const turn = new Promise<void>((resolve) => (wake = resolve));
    const waiter: Waiter = {
      isUrgent,
      since: Date.now(),
      start: (folder) => {
        found = folder;
        wake();
      },
    };
    this.#waiting.push(waiter);
    let deadline = Date.now() + patienceMs;
    for (;;) {
      this.#assignFree();
      if (found !== undefined) return found;
      // While a sandbox is at work there is one, and waiting for it makes sense.
      if (this.#busy.size > 0) deadline = Date.now() + patienceMs;
      if (signal.aborted || Date.now() > deadline) break;
      const pause = new AbortController();
      await Promise.race([
        turn,
        sleep(pollEveryMs, undefined, { signal: pause.signal }).catch(() => undefined),
      ]);
      pause.abort();
      if (found !== undefined) return found;
    }
    this.#waiting = this.#waiting.filter((one) => one !== waiter);
    signal.throwIfAborted();
    throw new SandboxUnavailable();
  }

  /** Assigns every free sandbox to the next in line. */
  #assignFree(): void {
    const now = Date.now();
    for (const folder of this.#folders()) {
      if (this.#waiting.length === 0) return;
      if (this.#busy.has(folder) || (this.#avoided.get(folder) ?? 0) > now) continue;
      const overdue = (one: Waiter) => now - one.since > overdueMs;
      const urgent = this.#waiting.findIndex((one) => one.isUrgent || overdue(one));
      const [next] = this.#waiting.splice(Math.max(urgent, 0), 1);
      this.#busy.add(folder);
      next?.start(folder);
    }
  }
}
