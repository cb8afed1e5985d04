import { setTimeout as sleep } from 'node:timers/promises';
import { createApiClient, type ApiClient } from '../support/client.ts';
import { fillOcrQueue, nextRequest, openOffice } from '../support/load/office.ts';
import { describeLoad, percentile, runOpenLoop, type LoadAnswer } from '../support/load/open-loop.ts';
import { httpsPort, signInAdministrator } from '../stack/first-day/appliance.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { listServices, measureProcessorMs, readMemoryMb } from './container-usage.ts';

const people = 100;
const asked = { requests: 100_000, p95Ms: 150, growthMb: 1, idlePercent: 3 };
/** How many requests of the hundred people; the whole 100,000 at 25 a second take 67 minutes. */
const requests = Number(process.env['BENCH_REQUESTS'] ?? asked.requests);
const perSecond = people / 4;

/** @throws Error with the report, where an answer was an error: a rate with errors in it is none. */
function refuseErrors(answers: readonly LoadAnswer[]): void {
  process.stdout.write(`${describeLoad(answers)}\n`);
  const failed = answers.filter(({ error }) => error !== undefined).length;
  if (failed > 0) throw new Error(`${failed} of ${answers.length} requests ended in an error.`);
}

/** A hundred people at work while the queue of OCR is full: how long the slowest twentieth waits, from when a request was due. */
export async function measurePeopleAtWork(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const office = await openOffice(admin, people);
  const seconds = requests / perSecond;
  // A page takes about a second on two processors that do nothing else.
  await fillOcrQueue(admin, Math.ceil(seconds / 8));
  const answers = await runOpenLoop({ port: httpsPort, perSecond, seconds, seed: 1 }, (random) =>
    nextRequest(office, random),
  );
  refuseErrors(answers);
  return {
    what: `${people} people at work, ${answers.length} requests, ${perSecond} a second, OCR queue full, no error: p95`,
    unit: 'ms',
    ours: percentile(
      answers.map(({ ms }) => ms),
      0.95,
    ),
    baseline: asked.p95Ms,
    baselineName: 'asked for, at most',
  };
}

const sessions = 1_000;
const sessionsPerSecond = 200;
const sessionMinutes = Number(process.env['BENCH_MINUTES'] ?? 10);
const sessionPeople = 20;

/** A thousand signed-in sessions at 200 requests a second: whether all are answered, and how the servers' memory grows. */
export async function measureSessions(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const cookies = await signInOften(admin);
  const servers = [...(await listServices())].filter(([name]) => name.startsWith('server'));
  const readings: { minute: number; mb: number }[] = [];
  const started = performance.now();
  let isOver = false;
  const reading = (async () => {
    while (!isOver) {
      let mb = 0;
      for (const [, id] of servers) mb += await readMemoryMb(id);
      readings.push({ minute: (performance.now() - started) / 60_000, mb });
      await sleep(10_000);
    }
  })();
  const plan = { port: httpsPort, perSecond: sessionsPerSecond, seconds: sessionMinutes * 60, seed: 2 };
  const answers = await runOpenLoop(plan, (random) => ({
    ...{ kind: 'session', method: 'GET', path: '/api/session', expected: [200] },
    headers: { cookie: cookies[Math.floor(random() * cookies.length)] ?? '' },
  }));
  isOver = true;
  await reading;
  refuseErrors(answers);
  return {
    what: `${sessions} sessions, ${sessionsPerSecond} requests/s for ${sessionMinutes} minutes, no error: growth of the servers’ memory`,
    unit: 'MB/min',
    // The first two minutes fill caches and the heap.
    ours: slope(readings.filter(({ minute }) => minute >= 2)),
    baseline: asked.growthMb,
    baselineName: 'asked for, at most',
  };
}

/** The cookies of a thousand sessions of twenty people. */
async function signInOften(admin: ApiClient): Promise<string[]> {
  const cookies: string[] = [];
  for (let person = 1; person <= sessionPeople; person += 1) {
    const email = `session-${person}@firm.example`;
    const password = `a long sentence of session ${person}`;
    await admin.createPerson({ email, name: `Session ${person}`, password });
    for (let session = 0; session < sessions / sessionPeople; session += 1) {
      const client = createApiClient(admin.origin);
      await client.signIn(email, password);
      cookies.push(client.cookie());
    }
  }
  return cookies;
}

/** MB a minute, by least squares. */
function slope(readings: readonly { minute: number; mb: number }[]): number {
  const mean = (of: (reading: { minute: number; mb: number }) => number) =>
    readings.reduce((sum, each) => sum + of(each), 0) / readings.length;
  const [minute, mb] = [mean((each) => each.minute), mean((each) => each.mb)];
  const together = mean((each) => (each.minute - minute) * (each.mb - mb));
  return together / mean((each) => (each.minute - minute) ** 2);
}

const idleMinutes = 5;

/** What the whole appliance takes of one processor while nobody does anything. */
export async function measureIdleUse(): Promise<BenchmarkRow> {
  await signInAdministrator();
  const services = await listServices();
  await sleep(60_000);
  const used = await measureProcessorMs(services, () => sleep(idleMinutes * 60_000));
  const percent = (ms: number) => (ms / (idleMinutes * 60_000)) * 100;
  const parts = [...used].map(([name, ms]) => `${name} ${percent(ms).toFixed(2)}`);
  process.stdout.write(`  % of one processor: ${parts.join(', ')}\n`);
  return {
    what: `nobody does anything, ${idleMinutes} minutes: processor time of the whole appliance`,
    unit: '% of one',
    ours: percent([...used.values()].reduce((sum, ms) => sum + ms, 0)),
    baseline: asked.idlePercent,
    baselineName: 'asked for, at most',
  };
}
