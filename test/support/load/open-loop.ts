import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as somebody sends it. `expected`: the statuses that are no error. */
export type LoadRequest = {
  kind: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  expected: readonly number[];
};

/** What became of a request; `ms` counts from when it was due. */
export type LoadAnswer = { asked: LoadRequest; ms: number; status: number; body: string; error?: string };

export type LoadPlan = {
  port: number;
  /** How many are due in a second, on average. */
  perSecond: number;
  seconds: number;
  seed: number;
};

const timeoutMs = 60_000;

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Sends requests as people do who know nothing of each other: each is due at its time (a Poisson process), and none waits for the
 * answer to another one. A server that stands still for a second therefore is seen by all who came in it; a closed loop would
 * send nothing meanwhile and see it once (Tene, "How NOT to measure latency"). Nothing is sent twice.
 * @returns all answers, in the order in which they came
 */
export async function runOpenLoop(
  { port, perSecond, seconds, seed }: LoadPlan,
  next: (random: () => number) => LoadRequest,
): Promise<LoadAnswer[]> {
  const agent = new Agent({ keepAlive: true });
  const random = seededRandom(seed);
  const answers: LoadAnswer[] = [];
  const open = new Set<Promise<unknown>>();
  const started = performance.now();
  for (let due = started; due < started + seconds * 1000; due += gapMs(random(), perSecond)) {
    if (due > performance.now()) await sleep(due - performance.now());
    const asked = next(random);
    const answered = send(agent, port, asked).then((answer) => {
      answers.push({ asked, ms: performance.now() - due, ...judge(asked, answer) });
      open.delete(answered);
    });
    open.add(answered);
  }
  await Promise.all(open);
  agent.destroy();
  return answers;
}

/** Times between the arrivals of a Poisson process are distributed exponentially. */
function gapMs(uniform: number, perSecond: number): number {
  return (-Math.log(1 - uniform) * 1000) / perSecond;
}

type Received = { status: number; body: string; error?: string };

function judge({ expected }: LoadRequest, { status, body, error }: Received): Received {
  if (error !== undefined) return { status, body, error };
  if (expected.includes(status)) return { status, body };
  return { status, body, error: `answered ${status}: ${body.slice(0, 200)}` };
}

function send(agent: Agent, port: number, asked: LoadRequest): Promise<Received> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ status: 0, body: '', error: error.message });
    const headers = { host: `localhost:${port}`, ...asked.headers };
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, servername: 'localhost', agent },
        ...{ method: asked.method, path: asked.path, headers, timeout: timeoutMs },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .once('error', failed)
          .once('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
      },
    );
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    sent.once('error', failed).end(asked.body);
  });
}

/** The value that `share` of these are not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A line for each kind of request and one for all, and an example of each kind of error. */
export function describeLoad(answers: readonly LoadAnswer[]): string {
  const kinds = Map.groupBy(answers, ({ asked }) => asked.kind);
  const line = (name: string, of: readonly LoadAnswer[]) => {
    const taken = of.map(({ ms }) => ms);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(taken, share).toFixed(0));
    const errors = of.filter(({ error }) => error !== undefined).length;
    return `${name}: ${of.length} answers, ${errors} errors, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, at most ${Math.max(...taken).toFixed(0)} ms`;
  };
  const examples = [...kinds].flatMap(([kind, of]) => {
    const failed = of.find(({ error }) => error !== undefined);
    return failed
      ? [`${kind}, an error: ${failed.asked.method} ${failed.asked.path}: ${failed.error ?? ''}`]
      : [];
  });
  return [...[...kinds].map(([kind, of]) => line(kind, of)), line('all', answers), ...examples].join('\n');
}
