import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { createLog } from '../../../core/platform/log.ts';
import { withOwner } from '../../../core/platform/migrations/owner-connection.ts';
import { createServer } from '../../../server/create-server.ts';
import { hostileRequests } from '../../support/hostile/generate-requests.ts';
import { listApiOperations, listPageOperations } from '../../support/hostile/list-operations.ts';
import type { HostileRequest } from '../../support/hostile/operation.ts';
import { sendRawRequest, type RawAnswer } from '../../support/hostile/send-raw-request.ts';
import { useRoom } from '../../support/room.ts';
import { createColleague, createTestMatter, uploadAs } from '../../support/test-firm.ts';
import { fillDatabase } from '../isolation/fill-database.ts';
import { generateFirm } from '../isolation/generated-firm.ts';
import { createCallerRestorer, openCallers, type Caller } from './callers.ts';
import { collectForms, collectMaterial } from './collect-material.ts';

/** `HOSTILE_REQUESTS=100000` for the long form, `HOSTILE_SEED` for the same ones again. */
const wanted = Number(process.env['HOSTILE_REQUESTS'] ?? 4_000);
const seed = Number(process.env['HOSTILE_SEED'] ?? Date.now() % 2 ** 31);
const batchSize = 250;
const firm = generateFirm();

/** What nginx takes of an upstream's answer before its body (proxy_buffer_size); past it the client has a 502. */
const maxHeadBytes = 4_096;

describe('Whatever is sent,', function hostileInput() {
  this.timeout(Math.max(240_000, wanted * 40));
  const room = useRoom();
  let express: ReturnType<typeof createServer>;
  let server: Server;
  const logged: string[] = [];
  before(async () => {
    const root = await createColleague(room, 'root');
    const matterId = await createTestMatter(root);
    const { sha256 } = await uploadAs(root, matterId, { name: 'form.txt', content: 'the same form' });
    await fillDatabase(room, firm, sha256);
    const log = createLog('server', 'error', {
      write: (line) => {
        logged.push(line);
      },
    });
    express = createServer({ ...room.app('server'), log });
    server = express.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('nothing ends in an error of ours', async () => {
    const { port } = server.address() as AddressInfo;
    const answers = new Map<string, number>();
    const faults: string[] = [];
    await withOwner(room.app('ops').config, async (client) => {
      const restoreCallers = await createCallerRestorer(client);
      await restoreCallers();
      const asking = { port, callers: await openCallers(express), firm };
      const operations = [...listApiOperations(), ...listPageOperations(await collectForms(asking))];
      const material = await collectMaterial(asking);
      const arbitrary = fc.record({
        caller: fc.constantFrom(...asking.callers),
        request: fc.oneof(...operations.map((operation) => hostileRequests(operation, material))),
        network: fc.nat(65_535),
      });
      for (let sent = 0; sent < wanted; sent += batchSize) {
        await restoreCallers();
        const numRuns = Math.min(batchSize, wanted - sent);
        const batch = fc.sample(arbitrary, { seed: seed + sent, numRuns });
        await inTurns(8, batch, async ({ caller, request, network }) => {
          // Strangers come from many networks: the limit of one is not what is tried here.
          const address = `10.${sent % 200}.${network >> 8}.${network & 255}`;
          const headers = { 'X-Forwarded-For': address, ...caller.headers, ...request.headers };
          const answer = await sendRawRequest(port, { ...request, headers }).catch(lostAnswer);
          const key = `${caller.signedIn ? 'signed in' : 'stranger'} ${answer.status}`;
          answers.set(key, (answers.get(key) ?? 0) + 1);
          if (isFault(request, answer)) faults.push(describeFault(caller, request, answer));
          if (wasSignedOut(caller, request, answer)) await restoreCallers();
        });
      }
    });
    process.stderr.write(`      ${wanted} requests, seed ${seed}: ${describeTally(answers)}\n`);
    const lastNet = logged.filter((line) => line.includes('no column takes'));
    assert.deepEqual(lastNet.slice(0, 20), [], 'what a schema let by');
    assert.deepEqual(
      faults.slice(0, 100),
      [],
      `${faults.length} faults, HOSTILE_SEED=${seed}; the log: ${logged.join('').slice(0, 6_000)}`,
    );
    assert.ok((answers.get('signed in 200') ?? 0) > wanted / 20, 'enough of them come through');
  });
});

function lostAnswer(error: Error): RawAnswer {
  return { status: 0, type: '', location: '', headBytes: 0, text: error.message };
}

/** By what was sent before; a request with a session or key of its own making is signed out by that. */
function wasSignedOut(
  { signedIn }: Caller,
  { headers }: HostileRequest,
  { status, location }: RawAnswer,
): boolean {
  if (!signedIn || 'Cookie' in headers || 'Authorization' in headers) return false;
  return status === 401 || location.startsWith('/sign-in');
}

/**
 * 5xx, no answer, or one that nginx would make a 502 of. That a mail server which the requests themselves named is not
 * there is said with 503, and is none.
 */
function isFault({ operation }: HostileRequest, { status, headBytes }: RawAnswer): boolean {
  if (status === 503 && operation.endsWith('/mail/test')) return false;
  return status === 0 || status >= 500 || headBytes > maxHeadBytes;
}

function describeFault(caller: Caller, request: HostileRequest, answer: RawAnswer): string {
  const { operation, method, path, headers, body } = request;
  const sent = `${method} ${path.slice(0, 300)} ${JSON.stringify(headers)} ${JSON.stringify(body?.toString().slice(0, 400))}`;
  return `${answer.status} ${operation} as ${caller.name}: ${sent} -> ${answer.headBytes} ${answer.text.slice(0, 200)}`;
}

function describeTally(answers: ReadonlyMap<string, number>): string {
  return [...answers.keys()]
    .toSorted()
    .map((key) => `${key}: ${answers.get(key)}`)
    .join(', ');
}

/** All of them, so many at once. */
async function inTurns<T>(
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const turns = Array.from({ length: atOnce }, async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  });
  await Promise.all(turns);
}
