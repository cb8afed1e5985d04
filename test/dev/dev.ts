import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';
import { areServicesUp, origin, ports, processEnv, project, refuse } from './surroundings.ts';

/** Something that runs while somebody works: what makes it start again, and how it starts. */
type Runner = { name: string; isConcernedBy: (path: string) => boolean; restart: () => Promise<void> };

/** Editors write a file in several steps. */
const settleMs = 120;
const children = new Map<string, ChildProcess>();

if (!(await areServicesUp())) refuse('The services do not run. Type: npm run services');
const isTest = (path: string) => path.endsWith('.test.ts');
const isUnder = (path: string, ...folders: string[]) =>
  folders.some((folder) => path.startsWith(`${folder}/`));

const runners: Runner[] = [
  {
    name: 'assets',
    isConcernedBy: (path) => isUnder(path, 'server/browser'),
    restart: async () => {
      const built = await tryRun(
        'sh',
        ['-c', 'tsc -p tsconfig.browser.json && node server/build-assets.ts'],
        { cwd: rootDir },
      );
      if (built.code !== 0) print('assets', built.stdout + built.stderr);
    },
  },
  {
    name: 'server',
    isConcernedBy: (path) => isUnder(path, 'core', 'server') && !isTest(path),
    restart: () =>
      restartNode('server', ['--import', './test/dev/load-tsx.ts', 'server/main.ts'], ports.serverMetrics),
  },
  {
    name: 'worker',
    isConcernedBy: (path) =>
      isUnder(path, 'core', 'worker') && !isUnder(path, 'worker/sandbox') && !isTest(path),
    restart: () => restartNode('worker', ['worker/main.ts'], ports.workerMetrics),
  },
  {
    // A reader is a program of its own each time: only what starts it has to start again.
    name: 'sandbox',
    isConcernedBy: (path) =>
      isUnder(path, 'worker/sandbox') && !isUnder(path, 'worker/sandbox/readers') && !isTest(path),
    restart: () => restartContainers('sandbox', 'sandbox-1', 'sandbox-2'),
  },
  {
    // In its container, because restic and PostgreSQL's tools are there.
    name: 'ops',
    isConcernedBy: (path) => isUnder(path, 'core', 'ops') && !isTest(path),
    restart: async () => {
      await endChild('ops');
      await restartContainers('ops', 'ops');
      followOps();
    },
  },
];

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
for (const { restart } of runners) await restart();
print('dev', `open ${origin} (sign in as after "npm run seed"); Ctrl-C ends it, the services stay`);
watchSources(runners);

/** Starts again, one after the other, what a saved file concerns. */
function watchSources(all: Runner[]): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const restartConcerned = () => {
    const paths = [...changed];
    changed.clear();
    const concerned = all.filter(({ isConcernedBy }) => paths.some(isConcernedBy));
    if (concerned.length === 0) return;
    print('dev', `${paths.join(', ')}: ${concerned.map(({ name }) => name).join(', ')}`);
    for (const { restart } of concerned) work = work.then(restart);
  };
  for (const folder of ['core', 'server', 'worker', 'ops']) {
    watch(join(rootDir, folder), { recursive: true }, (_event, name) => {
      if (name === null || !/\.(tsx?|css|svg)$/.test(name)) return;
      changed.add(`${folder}/${name}`);
      clearTimeout(timer);
      timer = setTimeout(restartConcerned, settleMs);
    });
  }
}

async function restartNode(name: string, args: string[], metricsPort: number): Promise<void> {
  await endChild(name);
  const env = { ...process.env, ...processEnv, STRONGROOM_METRICS_PORT: String(metricsPort) };
  follow(name, spawn(process.execPath, args, { cwd: rootDir, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

async function restartContainers(name: string, ...services: string[]): Promise<void> {
  const ran = await project
    .docker('up', '--detach', '--no-deps', ...services)
    .then(() => project.docker('restart', '--timeout', '1', ...services))
    .catch((error: Error) => error.message);
  if (ran !== '') print(name, ran);
}

/** Docker ends this with the container. */
function followOps(): void {
  const args = [...project.args, 'logs', '--follow', '--no-log-prefix', '--since', '3s', 'ops'];
  follow('ops', spawn('docker', args, { env: project.composeEnv, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function follow(name: string, child: ChildProcess): void {
  children.set(name, child);
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', (line) => print(name, shorten(line)));
  child.once('exit', (code) => {
    if (children.get(name) !== child) return;
    children.delete(name);
    print(name, `ended with code ${String(code)}; it starts again when a file is saved`);
  });
}

/** A log line as a person reads it; what is no log line stays as it is. */
function shorten(line: string): string {
  try {
    const {
      level,
      msg,
      time: _time,
      process: _process,
      ...rest
    } = JSON.parse(line) as Record<string, unknown>;
    return `${String(level)} ${String(msg)} ${JSON.stringify(rest)}`;
  } catch {
    return line;
  }
}

async function endChild(name: string): Promise<void> {
  const child = children.get(name);
  if (!child) return;
  children.delete(name);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  // Nobody's work waits for an answer here: a request that hangs is not waited for.
  if ((await Promise.race([ended, sleep(1_000, 'late')])) === 'late') child.kill('SIGKILL');
  await ended;
}

async function end(): Promise<void> {
  await Promise.all([...children.keys()].map(endChild));
  await project.docker('stop', '--timeout', '1', 'ops').catch(() => undefined);
  process.exit(0);
}

function print(name: string, text: string): void {
  for (const line of text.trimEnd().split('\n')) process.stdout.write(`${name.padEnd(8)}${line}\n`);
}
