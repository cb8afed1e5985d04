import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, ApiDocument, ApiMatter } from '../../support/client.ts';
import { tryRun } from '../../support/run-program.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  signInAdministrator,
  listContainers,
  applianceDataDir,
  applianceProject,
  runStrongroom,
} from '../first-day/appliance.ts';
import { runBackup } from '../first-day/run-backup.ts';

/** More than the clocks of two processes on one machine can differ by. */
const apartMs = 1_500;
const undoneText = 'The second letter should never have been filed.';

/** What the appliance does by itself every five minutes. */
function shipWal(): Promise<boolean> {
  return waitFor('the log to be sent', 120, async () => {
    const [ops = ''] = await listContainers('ops', false);
    const ran = await tryRun('docker', ['exec', ops, 'node', 'dist/ops/main.js', 'ship-wal', '--json']);
    if (ran.code !== 0) throw new Error(ran.stdout + ran.stderr);
    return true;
  });
}

/** Starts the host's command and kills it, with all it has started, as soon as it has said something. */
async function killOnOutput(words: RegExp, args: readonly string[]): Promise<void> {
  const child = spawn(`/usr/local/bin/${applianceProject}`, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  try {
    await waitFor(`"${words.source}"`, 300, () => {
      if (child.exitCode !== null) throw new Error(said.slice(-3_000));
      return Promise.resolve(words.test(said) || undefined);
    });
  } finally {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

describe('a moment between two uploads on an installed appliance', function goesBackToAMoment() {
  this.timeout(15 * 60_000);
  let admin: ApiClient;
  let matter: ApiMatter;
  let kept: ApiDocument;
  let undone: ApiDocument;
  let between: Date;

  it('lies between two acknowledgements, and is sent off-site with the log', async () => {
    await runBackup();
    admin = await signInAdministrator();
    matter = await admin.createMatter({ name: 'Two letters' });
    kept = await admin.uploadAccepted(matter.id, 'first.txt', 'The first letter was meant to be kept.');
    await sleep(apartMs);
    between = new Date();
    await sleep(apartMs);
    undone = await admin.uploadAccepted(matter.id, 'second.txt', undoneText);
    await shipWal();
  });

  it('refuses to go back under a running appliance', async () => {
    const ran = await runStrongroom('restore', '--at', between.toISOString(), '--yes');
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stderr, /Strongroom is running.*Type: strongroom stop/);
  });

  it('is not taken by halves: a restore that is killed while it puts things in place is undone by the next one', async () => {
    const stopped = await runStrongroom('stop');
    assert.equal(stopped.code, 0, stopped.stderr.slice(-2_000));
    await killOnOutput(/starting database, queue and object storage/, [
      'restore',
      ...['--at', between.toISOString(), '--yes'],
    ]);
    assert.ok(existsSync(join(applianceDataDir, 'swapping')));
    // What it had started by then runs still.
    assert.equal((await runStrongroom('stop')).code, 0);
  });

  it('comes back with one command: the first is there with its bytes, the second is not', async () => {
    const ran = await runStrongroom('restore', '--at', between.toISOString(), '--yes', '--json');
    assert.equal(ran.code, 0, ran.stdout + ran.stderr.slice(-4_000));
    const report = JSON.parse(ran.stdout) as { seconds: number; verification: { faults: string[] } };
    console.log(`    back at ${between.toISOString()} in ${report.seconds} s`);
    assert.deepEqual(report.verification.faults, []);
    assert.match(ran.stderr, /putting back what was there before the restore/);
    assert.equal(existsSync(join(applianceDataDir, 'swapping')), false);
    const back = await signInAdministrator();
    const { sha256 } = await back.hashDownload(kept.id);
    assert.equal(sha256, kept.sha256);
    const names = (await back.documents(matter.id)).map(({ filename }) => filename);
    assert.deepEqual(names, ['first.txt']);
    assert.equal((await back.call('GET', `/api/documents/${undone.id}`)).status, 404);
  });

  it('leaves an audit log whose chain is whole, and a room that works on', async () => {
    const ran = await runStrongroom('audit', 'verify', '--json');
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const back = await signInAdministrator();
    const again = await back.uploadAccepted(matter.id, 'second.txt', undoneText);
    assert.equal((await back.waitForFinalState(again.id)).state, 'searchable');
    await runBackup();
  });
});
