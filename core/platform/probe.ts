import { get } from 'node:http';
import { connect } from 'node:net';
import { pathToFileURL } from 'node:url';

/** A part that takes longer than this to answer is not well; Docker's own limit is 10 s. */
const timeoutMs = 5_000;

/**
 * Asks whether a part is there: `http://...` must answer 200, `unix:/path` must take a connection.
 * @throws Error saying why not.
 */
export function probe(target: string): Promise<void> {
  return target.startsWith('unix:') ? probeSocket(target.slice('unix:'.length)) : probeHttp(target);
}

function probeHttp(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { timeout: timeoutMs }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${url} answered ${String(response.statusCode)}`));
    });
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer in time`)));
    request.on('error', reject);
  });
}

function probeSocket(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.end();
      resolve();
    });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${path} did not answer in time`)));
    socket.on('error', reject);
  });
}

// As a program it is the health check of a container: exit code 0 well, 1 not.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await probe(process.argv[2] ?? '');
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
