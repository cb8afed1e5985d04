import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { sendOpenLoop, type LoadRequest, type LoadResult } from '../bench/send-open-loop.ts';
import { trustCertificateAuthority } from '../support/client.ts';
import { createCertificate } from '../support/create-certificate.ts';

type Answer = (path: string, response: ServerResponse) => void;

/** A server that answers as it is told, for as long as `work` takes. */
async function withServer<T>(answer: Answer, work: (port: number) => Promise<T>): Promise<T> {
  const { key, certificate } = createCertificate();
  trustCertificateAuthority(certificate);
  const server = createServer({ key, cert: certificate }, (request, response) => {
    request.resume().once('end', () => answer(request.url ?? '', response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const get = (path: string): LoadRequest => ({
  kind: path,
  method: 'GET',
  path,
  cookie: 'a=b',
  expected: 200,
});
const ok = (response: ServerResponse) => void response.end('fine');

describe('the open loop of the load generator', () => {
  it('sends what is due though nothing was answered yet, and counts the wait from that moment', async () => {
    const waiting: ServerResponse[] = [];
    const requests = 20;
    const result = await withServer(
      (_path, response) => {
        waiting.push(response);
        // Whoever waited for an answer before asking again would wait for ever.
        if (waiting.length === requests) for (const held of waiting) ok(held);
      },
      (port) => sendOpenLoop({ port, perSecond: 200, requests, seed: 1, next: () => get('/held') }),
    );
    const taken = result.taken.get('/held') ?? [];
    assert.deepEqual([taken.length, result.errors], [requests, []]);
    assert.ok(Math.max(...taken) - Math.min(...taken) > 20, 'the first waited longer than the last');
  });

  it('counts each sort of error by its kind, with an example, and no answer twice', async () => {
    const paths = ['/fine', '/busy', '/missing', '/odd', '/cut', '/silent', '/half'];
    const answers: Record<string, (response: ServerResponse) => void> = {
      '/fine': ok,
      '/busy': (response) => void response.writeHead(503).end('no turn'),
      '/missing': (response) => void response.writeHead(404).end('nothing'),
      '/odd': (response) => void response.end('strange'),
      '/cut': (response) => void response.destroy(),
      '/silent': () => undefined,
      '/half': (response) => void response.write('fi'),
    };
    let next = 0;
    const asked = (): LoadRequest => ({
      ...get(paths[next++ % paths.length] ?? ''),
      judge: (text) => (text === 'fine' ? undefined : `It said ${text}.`),
    });
    const result = await withServer(
      (path, response) => answers[path]?.(response),
      (port) => sendOpenLoop({ port, perSecond: 500, requests: 14, seed: 2, timeoutMs: 1_000, next: asked }),
    );
    assert.equal(result.taken.get('/fine')?.length, 2);
    assert.deepEqual(countByKind(result), {
      'status of 500 or above': 2,
      'unexpected status': 2,
      'wrong answer': 2,
      'connection lost': 2,
      'timed out': 4,
    });
    const examples = result.errors.map(({ example }) => example);
    assert.ok(examples.includes('GET /busy: 503 no turn') && examples.includes('GET /odd: It said strange.'));
  });

  it('asks at the same rate and the same things for the same seed', async () => {
    const ask = async (port: number, seed: number) => {
      const paths: string[] = [];
      const next = (random: () => number) => {
        paths.push(`/${Math.floor(random() * 1_000)}`);
        return get(paths.at(-1) ?? '');
      };
      const { seconds } = await sendOpenLoop({ port, perSecond: 400, requests: 100, seed, next });
      return { paths: paths.join(' '), seconds };
    };
    const [one, again, other] = await withServer(
      (_path, response) => ok(response),
      async (port) => [await ask(port, 3), await ask(port, 3), await ask(port, 4)] as const,
    );
    assert.equal(one.paths, again.paths);
    assert.notEqual(one.paths, other.paths);
    assert.ok(one.seconds > 0.15, `${one.seconds} s for what is due in a quarter of a second`);
  });
});

function countByKind({ errors }: LoadResult): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of errors) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
