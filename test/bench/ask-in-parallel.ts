import { Agent, request } from 'node:https';

/** How a series of requests is asked: one after the other on each of some connections that stay open. */
export type Asking = { port: number; path: string; cookie: string; sockets: number };

/** Asks until `isOver`, and gives how long each answer took, in milliseconds. @throws at an answer other than 200 */
export async function askInParallel(asking: Asking, isOver: () => boolean): Promise<number[]> {
  const { port, path, cookie, sockets } = asking;
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const headers = { host: `localhost:${port}`, cookie };
  const taken: number[] = [];
  const askOnce = () =>
    new Promise<void>((resolve, reject) => {
      const started = performance.now();
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
  const asker = async () => {
    while (!isOver()) await askOnce();
  };
  await Promise.all(Array.from({ length: sockets }, asker));
  agent.destroy();
  return taken;
}
