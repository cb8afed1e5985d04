import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessName } from '../../core/platform/secrets.ts';
import { distDir, rootDir } from './paths.ts';
import { freePorts } from './services.ts';

export type ProductProcess = {
  /** Where it answers: pages and API of the server, metrics and health of the others. */
  url: string;
  metricsUrl: string;
  pid: number;
  /** Everything it printed so far: one JSON object a line. */
  output: () => string;
  /** SIGKILL, and gone when this resolves. */
  kill: () => Promise<void>;
  /** SIGTERM, and its exit code once it has drained. */
  stop: () => Promise<number | null>;
};

/** What the server runs with in production (docker-compose.prod.yml). */
export const productionServerFlags = {
  NODE_OPTIONS: '--max-semi-space-size=1',
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** Starts a process of the product on this machine against the shared services; ready when this resolves. */
export async function startProcess(
  name: ProcessName,
  environment: Record<string, string> = {},
): Promise<ProductProcess> {
  const { httpPort, metricsPort } = await freePorts('httpPort', 'metricsPort');
  const url = `http://127.0.0.1:${name === 'server' ? httpPort : metricsPort}`;
  const child = spawn(process.execPath, [join(distDir, `${name}/main.js`)], {
    cwd: rootDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      STRONGROOM_HTTP_PORT: String(httpPort),
      STRONGROOM_METRICS_PORT: String(metricsPort),
      STRONGROOM_LOG_LEVEL: 'info',
      ...(name === 'server' && { STRONGROOM_ORIGIN: url }),
      ...environment,
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const atExit = () => child.kill('SIGKILL');
  process.once('exit', atExit);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void ended.then(() => process.off('exit', atExit));
  await waitForLive(child, `${url}/health/live`, () => printed);
  return {
    url,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    pid: child.pid ?? 0,
    output: () => printed,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function waitForLive(child: ChildProcess, url: string, printed: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null)
      throw new Error(`The process ended with code ${child.exitCode}:\n${printed().slice(-3_000)}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(`The process did not become live in 30 s:\n${printed().slice(-3_000)}`);
}
