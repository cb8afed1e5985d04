import { run } from '../support/run-program.ts';

/**
 * In the daemon's process, before anything else: no hour strikes, and it looks for what was missed when SIGUSR2 tells it to, not a
 * minute after its start. Everything else waits as long as it says.
 */
const standStill = `
  const wait = globalThis.setTimeout;
  let look = () => {};
  process.on('SIGUSR2', () => look());
  globalThis.setTimeout = (act, ms, ...rest) => {
    const { stack } = new Error();
    if (stack.includes('/catch-up.js')) look = act;
    else if (!stack.includes('/node-cron/')) return wait(act, ms, ...rest);
    return wait(() => {}, 2 ** 31 - 1);
  };`;

/** The environment of a daemon that does only what a test asks for: its hourly backup would stand in the way of many. */
export const stillClock = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(standStill)}` };

/** Lets the daemon of that name, which runs with `stillClock`, look now for what was missed. */
export async function lookForMissed(container: string): Promise<void> {
  await run('docker', ['kill', '--signal', 'USR2', container]);
}
