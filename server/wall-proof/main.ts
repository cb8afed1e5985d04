// node dist/server/wall-proof/main.js [--json] < MARKS: plays the person, tries every path, says which are denied. "strongroom wall-proof"
// on the host calls it. Exit codes: 0 every path denied, 1 something came through, 2 wrong usage.
import { text } from 'node:stream/consumers';
import { recordEvent } from '../../core/audit/record-event.ts';
import { openApp } from '../../core/app.ts';
import { marksForm, type Marks } from './marks.ts';
import { openStage } from './stage.ts';
import { walk, type Tried } from './walk.ts';

const asJson = process.argv.includes('--json');
const marks = marksForm.safeParse(JSON.parse(await text(process.stdin)));
if (!marks.success) {
  process.stderr.write('WRONG USAGE: standard input is not what "ops wall-marks" says.\n');
  process.exit(2);
}
const { rule } = marks.data;
const tried = await prove(marks.data);
const leaks = tried.filter(({ leak }) => leak !== undefined);
await record(marks.data);
process.stdout.write(asJson ? `${JSON.stringify({ rule, tried, leaks: leaks.length })}\n` : inWords());
process.exitCode = leaks.length > 0 ? 1 : 0;

async function prove(about: Marks): Promise<Tried[]> {
  const stage = await openStage({
    person: about.person,
    sessionId: crypto.randomUUID(),
    confirmedAt: new Date(),
  });
  try {
    return await walk(stage, about);
  } finally {
    await stage.close();
  }
}

async function record({ person, target }: Marks): Promise<void> {
  const app = openApp('server', { logLevel: 'silent' });
  const detail = { person: person.id, paths: tried.length, leaks: leaks.length };
  try {
    await app.database.asProcess((tx) =>
      recordEvent(tx, { event: 'wall.proved', matterId: target.id, detail }),
    );
  } finally {
    await app.close();
  }
}

function inWords(): string {
  const verdict =
    leaks.length === 0
      ? `Every one of ${tried.length} paths is denied.`
      : `${leaks.length} of ${tried.length} paths LEAK. Take the appliance off the network and report this.`;
  const lines = tried.map(({ path, leak }) =>
    leak === undefined ? `  denied  ${path}` : `  LEAK    ${path}: ${leak}`,
  );
  return `${[rule, ...lines, verdict].join('\n')}\n`;
}
