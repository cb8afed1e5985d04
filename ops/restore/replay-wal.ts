import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lastOutputLine, runProgram } from '../run-program.ts';

/** Recovery may take hours; PostgreSQL ends by itself when it cannot go on. */
const recoverySeconds = 24 * 3600;

/**
 * Starts PostgreSQL on a restored copy, for nobody but itself, has it replay the WAL to the recovery point `at` and not further,
 * and stops it: what is left is a database that was shut down in good order, on a timeline of its own.
 * @throws Error when the WAL does not lead there.
 */
export async function replayWal(recovery: { postgres: string; wal: string; at: Date }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'recovery-'));
  const file = (name: string) => join(folder, name);
  try {
    await writeFile(file('hba'), 'local all all reject\n');
    await writeFile(file('conf'), buildRecoverySettings({ ...recovery, folder }));
    await writeFile(join(recovery.postgres, 'recovery.signal'), '');
    const server = [
      '--pgdata',
      recovery.postgres,
      '--wait',
      '--silent',
      '--timeout',
      String(recoverySeconds),
    ];
    const options = ['--log', file('log'), '--options', `-c config_file=${file('conf')}`];
    const started = await runProgram('pg_ctl', ['start', ...server, ...options]);
    const arrived = started.code === 0 && (await waitUntilReplayed(recovery.postgres));
    if (!arrived) throw new Error(await explainFailure(file('log'), lastOutputLine(started)));
    const stopped = await runProgram('pg_ctl', ['stop', ...server, '--mode', 'fast']);
    if (stopped.code !== 0)
      throw new Error(`The recovered database did not stop: ${lastOutputLine(stopped)}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** pg_ctl counts a server that still replays as started. @returns false when the server ended instead. */
async function waitUntilReplayed(postgres: string): Promise<boolean> {
  for (;;) {
    const lines = await readFile(join(postgres, 'postmaster.pid'), 'utf8').catch(() => '');
    if (lines === '') return false;
    // The last line of this file is the server's state.
    if (/\bready\s*$/.test(lines)) return true;
    await setTimeout(500);
  }
}

function buildRecoverySettings(recovery: { wal: string; at: Date; folder: string }): string {
  const at = recovery.at.toISOString().replace('T', ' ').replace('Z', '+00');
  return `listen_addresses = ''
unix_socket_directories = '${recovery.folder}'
hba_file = '${recovery.folder}/hba'
shared_buffers = 64MB
# Whoever follows has to have as many connections as the original; who lets nobody in does not.
hot_standby = off
# The segment that was being written has an ending of its own.
restore_command = 'cp "${recovery.wal}/%f" "%p" 2>/dev/null || cp "${recovery.wal}/%f.partial" "%p" 2>/dev/null'
recovery_target_time = '${at}'
recovery_target_action = 'promote'
`;
}

async function explainFailure(log: string, otherwise: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n');
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line))?.replace(/^.*(?:FATAL|PANIC): */, '');
  return `The WAL does not lead to that recovery point (${fatal ?? otherwise}). Nothing was changed. Name another one, or "latest".`;
}
