import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';
import { devDir } from './surroundings.ts';

/** What looks at every file and needs no service. The longest first, so that the others run beside them. */
const types = (project: string, name: string) =>
  `tsc -p ${project} --noEmit --incremental --tsBuildInfoFile .dev/${name}.tsbuildinfo`;
const checks: Record<string, string> = {
  types: `${types('tsconfig.json', 'types')} && ${types('tsconfig.browser.json', 'browser')}`,
  lint: 'oxlint --type-aware --deny-warnings',
  unused: 'knip --no-progress',
  rules: 'node test/support/check-imports.ts',
  format: 'oxfmt --check "{core,server,worker,ops,test}/**/*.{ts,tsx}" .dependency-cruiser.cjs',
};

const started = Date.now();
const seconds = (since: number) => `${((Date.now() - since) / 1_000).toFixed(1).padStart(5)} s`;
const waiting = Object.entries(checks);
const failed: string[] = [];
mkdirSync(devDir, { recursive: true });
await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, runChecks));
process.stdout.write(
  failed.length === 0
    ? `all is well after ${seconds(started)}\n`
    : `${failed.join(', ')} failed after ${seconds(started)}\n`,
);
process.exit(failed.length === 0 ? 0 : 1);

/** Takes one check after the other until none is left. */
async function runChecks(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, command] = next;
    const begun = Date.now();
    const { code, stdout, stderr } = await tryRun('sh', ['-c', command], {
      cwd: rootDir,
      timeoutMs: 600_000,
    });
    process.stdout.write(`${name.padEnd(7)} ${seconds(begun)} ${code === 0 ? 'ok' : 'FAILED'}\n`);
    if (code === 0) continue;
    failed.push(name);
    process.stdout.write(stdout + stderr);
  }
}
