import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { App } from '../../core/app.ts';
import { lastOutputLine, runProgram } from '../run-program.ts';

/**
 * Copies the queue as Redis sends it to a replica, and checks the file. Redis is disposable (Postgres is the truth): this spares
 * a restored appliance from enqueueing everything again.
 * @throws Error when there is no copy that Redis could read.
 */
export async function copyRedis(
  { host, port, password }: App['config']['redis'],
  file: string,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const args = ['-h', host, '-p', String(port), '--askpass', '--rdb', file];
  const copied = await runProgram('redis-cli', args, { input: `${password}\n` });
  if (copied.code !== 0) throw new Error(`The queue could not be copied: ${lastOutputLine(copied)}.`);
  if (!(await isRedisDump(file))) throw new Error('The copy of the queue does not verify.');
}

/** True when Redis could read the file. */
export async function isRedisDump(file: string): Promise<boolean> {
  return (await runProgram('redis-check-rdb', [file])).code === 0;
}
