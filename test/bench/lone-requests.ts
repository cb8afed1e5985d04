import { httpsPort, signInAdministrator } from '../stack/first-day/appliance.ts';
import { askInParallel } from './ask-in-parallel.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { percentile } from './format-load.ts';

const warmUps = 100;
const requests = 1_000;
/** So long nobody asks anything: the next request finds an idle appliance. */
const pauseMs = 25;
const paths = {
  document: { what: '`GET /api/documents/:id`', path: (id: string) => `/api/documents/${id}` },
  search: { what: '`GET /api/search`, a rare word', path: () => '/api/search?q=quern' },
} as const;
type Asked = keyof typeof paths;
const shares = { p50: { share: 0.5, atMostMs: 5 }, p99: { share: 0.99, atMostMs: 15 } } as const;

const taken = new Map<Asked, Promise<number[]>>();

async function measureTimes(asked: Asked): Promise<number[]> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of one request' });
  const { id } = await admin.uploadAccepted(matter.id, 'note.txt', 'A note on the quern, of one page.');
  await admin.waitForFinalState(id);
  const asking = {
    port: httpsPort,
    path: paths[asked].path(id),
    cookies: [admin.cookie()],
    sockets: 1,
    pauseMs,
  };
  let left = warmUps + requests;
  return (await askInParallel(asking, () => left-- <= 0)).slice(warmUps);
}

const row = (asked: Asked, at: keyof typeof shares) => async (): Promise<BenchmarkRow> => {
  const times = taken.get(asked) ?? measureTimes(asked);
  taken.set(asked, times);
  return {
    what: `${paths[asked].what}, one alone on an idle appliance: ${at} of ${requests}`,
    unit: 'ms',
    ours: percentile(await times, shares[at].share),
    baseline: shares[at].atMostMs,
    baselineName: 'asked for, at most',
  };
};

/** How long one request takes while nobody else asks anything. */
export const loneRequests: Record<string, () => Promise<BenchmarkRow>> = {
  'alone-document-p50': row('document', 'p50'),
  'alone-document-p99': row('document', 'p99'),
  'alone-search-p50': row('search', 'p50'),
  'alone-search-p99': row('search', 'p99'),
};
