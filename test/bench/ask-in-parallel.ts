import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How a series of requests is asked: one after the other on each of some connections that stay open. The connections share
 * the sessions, since a person may ask so often in a minute (decision 0014).
 */
export type Asking = {
  port: number;
  path: string;
  cookies: readonly string[];
  sockets: number;
  pauseMs?: number;
};

/** Asks until `isOver`, and gives how long each answer took, in milliseconds. @throws at an answer other than 200 */
export async function askInParallel(asking: Asking, isOver: () => boolean): Promise<number[]> {
  const { port, path, cookies, sockets, pauseMs = 0 } = asking;
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const taken: number[] = [];
  const askOnce = (cookie: string) =>
    new Promise<void>((resolve, reject) => {
      const started = performance.now();
      const headers = { host: `localhost:${port}`, ...(cookie !== '' && { cookie }) };
      const sent = request(
        { host: '127.0.0.1', port, path, agent, servername: 'localhost', headers },
        (response) => {
          response.resume().once('end', () => {
            taken.push(performance.now() - started);
            if (response.statusCode === 200) resolve();
            else reject(new Error(`${path} answered ${response.statusCode}`));
          });
        },
      );
      sent.once('error', reject).end();
    });
  const asker = async (number: number) => {
    while (!isOver()) {
      await askOnce(cookies[number % cookies.length] ?? '');
      if (pauseMs > 0) await sleep(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: sockets }, (_, number) => asker(number)));
  agent.destroy();
  return taken;
}
