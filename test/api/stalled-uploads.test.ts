import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { productionServerFlags, startProcess, type ProductProcess } from '../support/start-process.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { waitFor } from '../support/wait-for.ts';

/** What a container of the server may have on the smallest machine (ops/install/sizes/small.env). */
const limitMb = 384;
const content = randomBytes(4_900_000);

type Outcome = { status: number; retryAfter: string | undefined; detail: string };
type StalledUpload = { sending: ClientRequest; outcome: Promise<Outcome> };

describe('Uploads that stand still', () => {
  const room = useRoom();
  let server: ProductProcess;
  let strangers: { who: Colleague; matterId: string }[] = [];
  let ben: Colleague;
  let benMatter: string;
  const uploads: StalledUpload[] = [];

  before(async function startServer() {
    this.timeout(120_000);
    server = await startProcess('server', productionServerFlags);
    ben = await createColleague(room, 'ben');
    benMatter = await createTestMatter(ben);
    for (const name of ['ada', 'eve', 'joe', 'kim', 'lou']) {
      const who = await createColleague(room, name);
      strangers = [...strangers, { who, matterId: await createTestMatter(who) }];
    }
  });
  after(async () => {
    for (const { sending } of uploads) sending.destroy();
    await server.kill();
  });

  /** Announces 50 MB, sends almost a part of them, and then nothing. */
  function stall({ who, matterId }: { who: Colleague; matterId: string }): void {
    const sending = httpRequest(`${server.url}/api/matters/${matterId}/documents?filename=stalled.bin`, {
      method: 'POST',
      agent: false,
      headers: {
        cookie: who.cookie,
        'content-type': 'application/octet-stream',
        'content-length': 50_000_000,
      },
    });
    const outcome = new Promise<Outcome>((resolve, reject) => {
      sending.on('error', reject);
      sending.on('response', (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          const { detail } = JSON.parse(body) as { detail: string };
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], detail });
        });
      });
    });
    outcome.catch(() => undefined);
    sending.write(content);
    uploads.push({ sending, outcome });
  }

  const ask = (path: string) =>
    fetch(server.url + path, { headers: { cookie: ben.cookie }, signal: AbortSignal.timeout(20_000) });
  const upload = (filename: string) =>
    fetch(`${server.url}/api/matters/${benMatter}/documents?filename=${filename}`, {
      method: 'POST',
      headers: { cookie: ben.cookie, 'content-type': 'application/octet-stream' },
      body: randomBytes(6_000_000),
    });
  const beServed = async () => {
    for (const path of ['/api/matters', `/matters/${benMatter}`, '/api/search?q=lease'])
      assert.equal((await ask(path)).status, 200, path);
  };
  /** The most memory that it ever held, without the pages of the program's own file, which the kernel may drop. */
  const peakMb = () => {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]);
    return Math.round((kib('VmHWM') - kib('RssFile')) / 1024);
  };

  it('of one person hold up nobody else: another is served at once, uploads too', async function oneStranger() {
    this.timeout(120_000);
    const [ada] = strangers;
    assert.ok(ada);
    for (let count = 0; count < 40; count += 1) stall(ada);
    await beServed();
    assert.equal((await upload('beside-forty.bin')).status, 201);
  });

  it('do not wear the server out, 200 of five people, and end in a sentence; then others have their turn', async function fiveStrangers() {
    this.timeout(180_000);
    for (const stranger of strangers.slice(1)) for (let count = 0; count < 40; count += 1) stall(stranger);
    await beServed();
    const answer = await waitFor('an upload to find its turn', 100, async () => {
      await beServed();
      const { status, headers } = await upload('after-all-of-them.bin');
      if (status === 201) return status;
      assert.equal(status, 503);
      assert.ok(Number(headers.get('retry-after')) > 0);
      return undefined;
    });
    assert.equal(answer, 201);
    const outcomes = await Promise.all(uploads.map(({ outcome }) => outcome));
    const sentences = {
      408: /Hardly a byte of the upload came/,
      503: /waits for its turn and nothing of it was kept/,
    };
    for (const { status, retryAfter, detail } of outcomes) {
      assert.match(detail, sentences[status as keyof typeof sentences] ?? /none/, `${status}`);
      assert.ok(Number(retryAfter) > 0);
    }
    assert.ok(outcomes.filter(({ status }) => status === 408).length >= 20);
    assert.ok(peakMb() < limitMb, `${peakMb()} MB`);
    console.log(`      at most ${peakMb()} MB`);
  });
});
