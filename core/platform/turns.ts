import { Problem } from './errors.ts';
import { PacedLines } from './paced-lines.ts';

/** How many may be under way, in this process and of one person; and how many may wait, and for how long. */
type TurnLimits = {
  atOnce: number;
  perPerson: number;
  waiting: number;
  waitingPerPerson: number;
  waitMs: number;
  /** What is said to whoever gets no turn. */
  sentence: string;
  retryAfter: number;
};
type Waiter = { personId: string; start: () => void; timer: NodeJS.Timeout };

/**
 * Work that is dear, in turns: so much of it at once, and so much of one person. The others wait; whose person has
 * the least under way is next, and among those who came first. Nobody waits for what another person keeps waiting.
 */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #running = new Map<string, number>();
  #waiting: Waiter[] = [];

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Runs `work` once it is this person's turn. @throws Problem `busy` when it does not come; whatever `work` throws */
  async run<T>(personId: string, work: () => Promise<T>): Promise<T> {
    await this.#enter(personId);
    try {
      return await work();
    } finally {
      this.#leave(personId);
    }
  }

  #enter(personId: string): Promise<void> {
    if (this.#mayStart(personId)) {
      this.#count(personId, 1);
      return Promise.resolve();
    }
    const { waiting, waitingPerPerson, waitMs } = this.#limits;
    const own = this.#waiting.filter((waiter) => waiter.personId === personId);
    if (this.#waiting.length >= waiting || own.length >= waitingPerPerson)
      return Promise.reject(this.#busy());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(this.#busy());
      }, waitMs);
      const waiter: Waiter = { personId, timer, start: resolve };
      this.#waiting.push(waiter);
    });
  }

  #leave(personId: string): void {
    this.#count(personId, -1);
    const [next] = this.#waiting
      .filter((waiter) => this.#mayStart(waiter.personId))
      .toSorted((one, other) => this.#countOf(one.personId) - this.#countOf(other.personId));
    if (!next) return;
    this.#waiting = this.#waiting.filter((waiter) => waiter !== next);
    clearTimeout(next.timer);
    this.#count(next.personId, 1);
    next.start();
  }

  #mayStart(personId: string): boolean {
    const { atOnce, perPerson } = this.#limits;
    const all = [...this.#running.values()].reduce((sum, count) => sum + count, 0);
    return all < atOnce && this.#countOf(personId) < perPerson;
  }

  #countOf(personId: string): number {
    return this.#running.get(personId) ?? 0;
  }

  #count(personId: string, change: number): void {
    const count = this.#countOf(personId) + change;
    if (count > 0) this.#running.set(personId, count);
    else this.#running.delete(personId);
  }

  #busy(): Problem {
    const { sentence, retryAfter } = this.#limits;
    return new Problem('busy', sentence, { retryAfter });
  }
}

export type AppTurns = ReturnType<typeof openTurns>;

/** The turns of a process: each counts by itself, so that two servers allow twice as much (decision 0031). */
export function openTurns() {
  return {
    uploads: new Turns({
      // Each holds a part of 5 MB, also while it stands still: fewer than the buffers that storage has.
      atOnce: 20,
      perPerson: 4,
      waiting: 400,
      waitingPerPerson: 100,
      waitMs: 30_000,
      sentence:
        'Many files are being uploaded just now, so this one waits for its turn and nothing of it was kept yet. Send it again in a moment.',
      retryAfter: 15,
    }),
    searches: new Turns({
      // Half of the connections to the database: the other half is for everything else.
      atOnce: 6,
      perPerson: 2,
      waiting: 100,
      waitingPerPerson: 10,
      waitMs: 10_000,
      sentence: 'Several searches are running just now, so this one found no turn. Ask it again in a moment.',
      retryAfter: 5,
    }),
    comparisons: new Turns({
      // Each keeps the process from answering for up to 0.6 s, and holds both texts.
      atOnce: 1,
      perPerson: 1,
      waiting: 20,
      waitingPerPerson: 3,
      waitMs: 10_000,
      sentence: 'Other documents are being compared just now, so these found no turn. Ask again in a moment.',
      retryAfter: 5,
    }),
    // By where they come from (an address, a known browser). One costs 50 ms of a processor and 19 MB.
    passwordChecks: new Turns({
      atOnce: 2,
      perPerson: 1,
      waiting: 4_000,
      waitingPerPerson: 400,
      waitMs: 30_000,
      sentence: 'Many people are signing in just now, so this one found no turn. Try again in a moment.',
      retryAfter: 5,
    }),
    // By account. An address has 150 requests that send at once (nginx), half of them here: more than wait from one.
    guesses: new PacedLines({ pauseMs: 100, waiting: 100 }),
  };
}
