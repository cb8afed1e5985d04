import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The import rules of .dependency-cruiser.cjs, with two guards the tool has not: it finds no violations in nothing, so
 * cruising suspiciously few modules is a failure, and so is a part of the house that was not looked at.
 * Prints what is wrong; exit code 1 when anything is.
 */
const fewestModules = 40;
const parts = ['core', 'server', 'worker', 'ops'];

type Report = {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
};

const depcruise = join(process.cwd(), 'node_modules/.bin/depcruise');
const ran = spawnSync(depcruise, [...parts, '--output-type', 'json'], {
  encoding: 'utf8',
  maxBuffer: 256 * 1024 ** 2,
});
const report = JSON.parse(ran.stdout || '{"modules":[],"summary":{"violations":[]}}') as Report;
const own = report.modules.filter(({ source }) => parts.some((part) => source.startsWith(`${part}/`)));
const faults = report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
if (own.length < fewestModules)
  faults.push(`only ${own.length} modules were looked at, fewer than ${fewestModules}: ${ran.stderr}`);
for (const part of parts) {
  if (!own.some(({ source }) => source.startsWith(`${part}/`)))
    faults.push(`no module of ${part}/ was looked at`);
}
process.stdout.write(
  `${own.length} modules looked at, ${faults.length} faults\n${faults.map((fault) => `  ${fault}\n`).join('')}`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
