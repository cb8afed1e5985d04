import { httpsPort, signInAdministrator } from '../stack/first-day/appliance.ts';
import { askInParallel } from './ask-in-parallel.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { createMembers } from './create-members.ts';
import { listRunningContainers, measureProcessorMs } from './processor-time.ts';

const sockets = 8;
const rounds = 5;
/** Requests before the first round, and in each: a stranger's address may ask 1,200 times a minute (decision 0014). */
const times = { signedIn: { warmUps: 400, perRound: 400 }, stranger: { warmUps: 100, perRound: 150 } };
const shownDocuments = 50;

type Firm = { cookies: string[]; matterId: string; documentId: string };

let prepared: Promise<Firm> | undefined;

/** A matter of fifty short documents, all of them read. */
async function prepareFirm(): Promise<Firm> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of pages' });
  const ids: string[] = [];
  for (let number = 0; number < shownDocuments; number += 1) {
    const text = `Note ${number} on the quicksilver lease. ${'It has been read with care. '.repeat(40)}`;
    ids.push((await admin.uploadAccepted(matter.id, `note-${number}.txt`, text)).id);
  }
  for (const id of ids) await admin.waitForFinalState(id);
  return { cookies: await createMembers(admin, matter.id), matterId: matter.id, documentId: ids[0] ?? '' };
}

/**
 * Processor time of one request, of all containers together, in milliseconds: the median of some rounds. What they use
 * by themselves meanwhile is counted in.
 */
async function measureCost(pathOf: (firm: Firm) => string, as: keyof typeof times): Promise<number> {
  const firm = await (prepared ??= prepareFirm());
  const cookies = as === 'stranger' ? [''] : firm.cookies;
  const asking = { port: httpsPort, path: pathOf(firm), cookies, sockets };
  const { warmUps, perRound } = times[as];
  const ask = async (count: number) => {
    let left = count;
    return askInParallel(asking, () => left-- <= 0);
  };
  const containers = await listRunningContainers();
  await ask(warmUps);
  const totals: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    let answers: number[] = [];
    const started = performance.now();
    const used = await measureProcessorMs(containers, async () => {
      answers = await ask(perRound);
    });
    const each = [...used].map(([name, ms]) => [name, ms / answers.length] as const);
    totals.push(each.reduce((sum, [, ms]) => sum + ms, 0));
    const parts = each.filter(([, ms]) => ms >= 0.05).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
    const rate = answers.length / ((performance.now() - started) / 1000);
    const sorted = answers.toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
    process.stdout.write(
      `  ${asking.path.slice(0, 40)}: ${totals.at(-1)?.toFixed(2)} ms (${parts.join(', ')}); ${rate.toFixed(0)} /s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n`,
    );
  }
  return totals.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** `atMost`: what was asked for; the others are compared with an answer for which nobody is asked anything. */
const costs: Record<
  string,
  { what: string; path: (firm: Firm) => string; as?: keyof typeof times; atMost?: number }
> = {
  'cpu-document': {
    what: '`GET /api/documents/:id`',
    path: ({ documentId }) => `/api/documents/${documentId}`,
    atMost: 2,
  },
  'cpu-matters': { what: 'the page of matters', path: () => '/matters', atMost: 5 },
  'cpu-matter': {
    what: `the page of a matter with ${shownDocuments} documents`,
    path: ({ matterId }) => `/matters/${matterId}`,
    atMost: 6,
  },
  'cpu-sign-in': { what: 'the sign-in page', path: () => '/sign-in', as: 'stranger', atMost: 1.5 },
  'cpu-search': { what: '`GET /api/search`, a word', path: () => '/api/search?q=quicksilver' },
  'cpu-document-page': {
    what: 'the page of a document',
    path: ({ documentId }) => `/documents/${documentId}`,
  },
  'cpu-api-matters': { what: '`GET /api/matters`', path: () => '/api/matters' },
  'cpu-api-matter': {
    what: '`GET /api/matters/:id`',
    path: ({ matterId }) => `/api/matters/${matterId}`,
  },
  'cpu-api-documents': {
    what: '`GET /api/matters/:id/documents`',
    path: ({ matterId }) => `/api/matters/${matterId}/documents`,
  },
};

let emptyCost: Promise<number> | undefined;

/** A row for each of the commonest requests: the processor time that one takes, of all containers together. */
export const requestCosts: Record<string, () => Promise<BenchmarkRow>> = Object.fromEntries(
  Object.entries(costs).map(([name, { what, path, as = 'signedIn', atMost }]) => [
    name,
    async () => ({
      what: `${what}: processor time, all containers together`,
      unit: 'ms',
      ours: await measureCost(path, as),
      baseline: atMost ?? (await (emptyCost ??= measureCost(() => '/health/live', as))),
      baselineName: atMost === undefined ? '`GET /health/live`' : 'asked for, at most',
    }),
  ]),
);
