// node dist/server/access-probe/main.js [--json] < MARKS: plays the person, tries every path, says which are denied. "strongroom wall-proof"
// on the host calls it. Exit codes: 0 every path denied, 1 something came through, 2 wrong usage.
import { text } from 'node:stream/consumers';
import { recordEvent } from '../../core/audit/record-event.ts';
import { openApp } from '../../core/app.ts';
import { canariesSchema, type Canaries } from './canaries.ts';
import { openProbeSandbox } from './sandbox-server.ts';
import { probeMatter, type ProbeResult } from './probe.ts';

const asJson = process.argv.includes('--json');
const canaries = canariesSchema.safeParse(JSON.parse(await text(process.stdin)));
if (!canaries.success) {
  process.stderr.write('WRONG USAGE: standard input is not what "ops access-canaries" says.\n');
  process.exit(2);
}
const { rule } = canaries.data;
const results = await runProbe(canaries.data);
const leaks = results.filter(({ leak }) => leak !== undefined);
await recordProbe(canaries.data);
process.stdout.write(
  asJson ? `${JSON.stringify({ rule, tried: results, leaks: leaks.length })}\n` : formatReport(),
);
process.exitCode = leaks.length > 0 ? 1 : 0;

async function runProbe(subject: Canaries): Promise<ProbeResult[]> {
  const sandbox = await openProbeSandbox({
    person: subject.person,
    sessionId: crypto.randomUUID(),
    confirmedAt: new Date(),
  });
  try {
    return await probeMatter(sandbox, subject);
  } finally {
    await sandbox.close();
  }
}

async function recordProbe({ person, target }: Canaries): Promise<void> {
  const app = openApp('server', { logLevel: 'silent' });
  const detail = { person: person.id, paths: results.length, leaks: leaks.length };
  try {
    await app.database.asProcess((tx) =>
      recordEvent(tx, { event: 'wall.proved', matterId: target.id, detail }),
    );
  } finally {
    await app.close();
  }
}

function formatReport(): string {
  const verdict =
    leaks.length === 0
      ? `Every one of ${results.length} paths is denied.`
      : `${leaks.length} of ${results.length} paths LEAK. Take the appliance off the network and report this.`;
  const lines = results.map(({ path, leak }) =>
    leak === undefined ? `  denied  ${path}` : `  LEAK    ${path}: ${leak}`,
  );
  return `${[rule, ...lines, verdict].join('\n')}\n`;
}
