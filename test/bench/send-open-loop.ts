import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request, and what must come back. */
export type LoadRequest = {
  /** Under this name it is counted. */
  kind: string;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  /** Whose session it is; each session has connections of its own, as each browser has. */
  cookie: string;
  content?: { type: string; body: Buffer };
  expected: number;
  /** What is wrong with an answer that has the expected status, if anything is. */
  judge?: (text: string) => string | undefined;
};

export type LoadPlan = {
  port: number;
  /** Arrivals a second on average, at times of their own (a Poisson process). */
  perSecond: number;
  requests: number;
  /** The same seed gives the same times and the same requests. */
  seed: number;
  /** An answer that takes longer than this has timed out; 60 s where nothing is said. */
  timeoutMs?: number;
  next: (random: () => number) => LoadRequest;
};

export const errorKinds = [
  'status of 500 or above',
  'unexpected status',
  'wrong answer',
  'connection lost',
  'timed out',
] as const;
type ErrorKind = (typeof errorKinds)[number];
export type LoadError = { kind: ErrorKind; of: string; example: string };

export type LoadResult = {
  /** How long each right answer took, in milliseconds from the moment its request was due, by kind. */
  taken: Map<string, number[]>;
  errors: LoadError[];
  seconds: number;
  /** The longest that a request was sent after it was due, in milliseconds: this much is the generator's own. */
  mostLateMs: number;
};

const defaultTimeoutMs = 60_000;
/** Less than the server keeps an idle connection, so that none is used in the moment in which it is closed (nginx: 65 s). */
const idleMs = 30_000;

/**
 * Sends requests when they are due, whether or not those before were answered: whoever waits for answers asks less as the
 * server gets slower, and calls it fast ("coordinated omission"). Nothing is sent twice. What goes wrong is counted, not thrown.
 */
export async function sendOpenLoop(plan: LoadPlan): Promise<LoadResult> {
  const random = createRandom(plan.seed);
  const agents = new Map<string, Agent>();
  const result: LoadResult = { taken: new Map(), errors: [], seconds: 0, mostLateMs: 0 };
  const started = performance.now();
  const underWay = new Set<Promise<void>>();
  let due = started;
  for (let number = 0; number < plan.requests; number += 1) {
    due += (-Math.log(1 - random()) / plan.perSecond) * 1000;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    result.mostLateMs = Math.max(result.mostLateMs, performance.now() - due);
    const asked = plan.next(random);
    const agent = agents.get(asked.cookie) ?? new Agent({ keepAlive: true, timeout: idleMs });
    agents.set(asked.cookie, agent);
    const sent = sendDue(
      asked,
      { due, agent, port: plan.port, timeoutMs: plan.timeoutMs ?? defaultTimeoutMs },
      result,
    ).finally(() => underWay.delete(sent));
    underWay.add(sent);
  }
  await Promise.all(underWay);
  for (const agent of agents.values()) agent.destroy();
  result.seconds = (performance.now() - started) / 1000;
  return result;
}

/** Over what a request goes. */
type Way = { agent: Agent; port: number; timeoutMs: number };

async function sendDue(
  asked: LoadRequest,
  { due, ...over }: Way & { due: number },
  result: LoadResult,
): Promise<void> {
  const failed = (kind: ErrorKind, example: string) =>
    void result.errors.push({ kind, of: asked.kind, example: `${asked.method} ${asked.path}: ${example}` });
  try {
    const { status, text } = await sendOnce(asked, over);
    const taken = performance.now() - due;
    if (status !== asked.expected)
      return failed(
        status >= 500 ? 'status of 500 or above' : 'unexpected status',
        `${status} ${text.slice(0, 300)}`,
      );
    const wrong = asked.judge?.(text);
    if (wrong !== undefined) return failed('wrong answer', wrong);
    const list = result.taken.get(asked.kind) ?? [];
    result.taken.set(asked.kind, list);
    list.push(taken);
  } catch (error) {
    failed(
      error instanceof Error && error.name === 'AbortError' ? 'timed out' : 'connection lost',
      String(error),
    );
  }
}

async function sendOnce(
  { method, path, cookie, content }: LoadRequest,
  { agent, port, timeoutMs }: Way,
): Promise<{ status: number; text: string }> {
  const headers = {
    ...{ host: `localhost:${port}`, cookie },
    ...(content && { 'content-type': content.type, 'content-length': content.body.length }),
  };
  const to = { host: '127.0.0.1', port, servername: 'localhost' };
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const signal = AbortSignal.timeout(timeoutMs);
  const sent = request({ ...to, method, path, headers, agent, signal }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
    response.once('end', () =>
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
    );
  });
  sent.once('error', reject).end(content?.body);
  return promise;
}

/** Numbers from 0 up to 1 that look like chance and are the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
