import { httpsPort, listContainers, signInAdministrator } from '../stack/first-day/appliance.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { formatLoad } from './format-load.ts';
import { createPerson, inParallel } from './open-office.ts';
import { readContainerStats } from './read-container-stats.ts';
import { sendOpenLoop } from './send-open-loop.ts';

const people = 100;
const sessionsEach = 10;
const perSecond = 200;
const sampleMs = 5_000;
/** The heap grows to its working size at first; a fifth of the time is left out. */
const settlingShare = 0.2;
const asked = { mbPerMinute: 1 };

/** Ten minutes are asked for; `BENCH_MINUTES` names fewer for a look. */
const minutes = Number(process.env['BENCH_MINUTES'] ?? 10);

/** A thousand sessions ask for the description of one document of the firm: how the memory of both servers together grows. */
export async function measureSessionLoad(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of sessions', access: 'firm' });
  const { id } = await admin.uploadAccepted(matter.id, 'note.txt', 'A note of one page.');
  await admin.waitForFinalState(id);
  const cookies: string[] = [];
  await inParallel(people, async () => {
    const { cookie, signInAgain } = await createPerson(admin, 'member');
    cookies.push(cookie);
    for (let session = 1; session < sessionsEach; session += 1) cookies.push(await signInAgain());
  });
  const memory = await sampleMemory();
  const result = await sendOpenLoop({
    ...{ port: httpsPort, perSecond, requests: perSecond * 60 * minutes, seed: 17 },
    next: (random) => ({
      ...{ kind: 'API document', method: 'GET', path: `/api/documents/${id}`, expected: 200 },
      cookie: cookies[Math.floor(random() * cookies.length)] ?? '',
      judge: (text) => (text.includes(id) ? undefined : 'It is another document.'),
    }),
  });
  const samples = memory.stop();
  const settled = samples.slice(Math.floor(samples.length * settlingShare));
  const shown = samples.filter((_, place) => place % 12 === 0).map(({ mb }) => mb.toFixed(0));
  process.stdout.write(
    `${formatLoad(result)}\n  memory of the servers, MB each minute: ${shown.join(', ')}\n`,
  );
  return {
    what: `${cookies.length} sessions, ${perSecond} requests/s for ${minutes} minutes, ${result.errors.length} errors (0 asked for): growth of the servers’ memory`,
    unit: 'MB/min',
    ours: slopeOf(settled),
    baseline: asked.mbPerMinute,
    baselineName: 'asked for, at most',
  };
}

type Sample = { minute: number; mb: number };

/** The memory of all servers together, again and again until `stop`. */
async function sampleMemory(): Promise<{ stop: () => Sample[] }> {
  const servers = await listContainers('server', false);
  const started = performance.now();
  const samples: Sample[] = [];
  const take = async () => {
    const each = await Promise.all(servers.map(readContainerStats));
    const mb = each.reduce((sum, { memoryMb }) => sum + memoryMb, 0);
    samples.push({ minute: (performance.now() - started) / 60_000, mb });
  };
  await take();
  const timer = setInterval(() => void take().catch((error: unknown) => console.error(error)), sampleMs);
  return {
    stop: () => {
      clearInterval(timer);
      return samples;
    },
  };
}

/** MB that are added in a minute: the line that lies nearest to all samples (least squares). */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [minute, mb] = [mean((sample) => sample.minute), mean((sample) => sample.mb)];
  const across = mean((sample) => (sample.minute - minute) * (sample.mb - mb));
  return across / mean((sample) => (sample.minute - minute) ** 2);
}
