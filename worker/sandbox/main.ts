import { lstatSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createLog } from '../../core/platform/log.ts';
import { emptyScratch, createJobsFolder } from './job-folder.ts';
import { serveSandbox } from './serve-sessions.ts';

/**
 * Shorter than the container's stop grace (20 s): a tool still running then is killed with us and asked for
 * again.
 */
const drainMs = 15_000;

/** Where the container's health check asks (docker-compose.prod.yml): inside it, as there is no network. */
const healthPort = 9464;

/**
 * The sandbox: waits on a unix socket for the worker and runs one converter at a time on a stranger's file.
 * It has no network, no secret, no database and a read-only root; `/scratch` is all it shares with anyone.
 */
async function main(scratchDir = process.argv[2] ?? '/scratch'): Promise<void> {
  const log = createLog('sandbox', 'info');
  const socketPath = join(scratchDir, 'sandbox.sock');
  // What we and our tools write must be readable by the worker, which shares our group and nothing else.
  process.umask(0o007);
  rmSync(socketPath, { force: true });
  createJobsFolder(scratchDir);
  emptyScratch(scratchDir, socketPath);
  const onBroken = (error: Error) => {
    log.error({ err: error }, 'the sandbox could not be cleaned; starting afresh');
    process.exit(1);
  };
  const { server, drain } = serveSandbox({ scratchDir, socketPath, log, onBroken });
  await new Promise((resolve) => server.once('listening', resolve));
  const socketInode = lstatSync(socketPath).ino;
  // A tool could put a socket of its own in the place of ours and pass for the sandbox.
  setInterval(() => {
    if (lstatSync(socketPath, { throwIfNoEntry: false })?.ino !== socketInode)
      onBroken(new Error('the socket is not ours'));
  }, 500).unref();
  createServer((_request, response) => response.end('{"status":"live"}')).listen(healthPort, '127.0.0.1');
  log.info('the sandbox waits for work');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), drainMs).unref();
      void drain().then(() => process.exit(0));
    });
  }
}

await main();
