import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lastWords, runTool } from '../backup/run-tool.ts';

/** Recovery may take hours; PostgreSQL says by itself when it cannot go on. */
const recoverySeconds = 24 * 3600;

/**
 * Starts PostgreSQL on a restored copy, for nobody but itself, lets it replay the log to the moment `at` and not further, and
 * stops it: what is left is a database that was shut down in good order, on a timeline of its own.
 * @throws Error when the log does not lead there.
 */
export async function recoverTo(what: { postgres: string; log: string; at: Date }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'recovery-'));
  const file = (name: string) => join(folder, name);
  try {
    await writeFile(file('hba'), 'local all all reject\n');
    await writeFile(file('conf'), settings({ ...what, folder }));
    await writeFile(join(what.postgres, 'recovery.signal'), '');
    const server = ['--pgdata', what.postgres, '--wait', '--silent', '--timeout', String(recoverySeconds)];
    const options = ['--log', file('log'), '--options', `-c config_file=${file('conf')}`];
    const started = await runTool('pg_ctl', ['start', ...server, ...options]);
    const arrived = started.code === 0 && (await arrives(what.postgres));
    if (!arrived) throw new Error(await explain(file('log'), lastWords(started)));
    const stopped = await runTool('pg_ctl', ['stop', ...server, '--mode', 'fast']);
    if (stopped.code !== 0) throw new Error(`The recovered database did not stop: ${lastWords(stopped)}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** pg_ctl counts a server that still replays as started. @returns false when the server ended instead. */
async function arrives(postgres: string): Promise<boolean> {
  for (;;) {
    const lines = await readFile(join(postgres, 'postmaster.pid'), 'utf8').catch(() => '');
    if (lines === '') return false;
    // The last line of this file is the server's state.
    if (/\bready\s*$/.test(lines)) return true;
    await setTimeout(500);
  }
}

function settings(what: { log: string; at: Date; folder: string }): string {
  const at = what.at.toISOString().replace('T', ' ').replace('Z', '+00');
  return `listen_addresses = ''
unix_socket_directories = '${what.folder}'
hba_file = '${what.folder}/hba'
shared_buffers = 64MB
# Whoever follows has to have as many connections as the original; who lets nobody in does not.
hot_standby = off
# The segment that was being written has an ending of its own.
restore_command = 'cp "${what.log}/%f" "%p" 2>/dev/null || cp "${what.log}/%f.partial" "%p" 2>/dev/null'
recovery_target_time = '${at}'
recovery_target_action = 'promote'
`;
}

async function explain(log: string, otherwise: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n');
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line))?.replace(/^.*(?:FATAL|PANIC): */, '');
  return `The log does not lead to that moment (${fatal ?? otherwise}). Nothing was changed; name another moment, or take "latest".`;
}
