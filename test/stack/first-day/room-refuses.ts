import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { createClient, type Answer, type Client, type Problem } from '../../support/client.ts';
import { run } from '../../support/run.ts';
import { whenFree } from '../../support/when-free.ts';
import { administrator, appliance, containers, httpsPort, repository, strongroom } from './appliance.ts';
import { backUp } from './back-up.ts';

describe('the room refuses in one sentence and loses nothing', function roomRefuses() {
  this.timeout(15 * 60_000);
  let admin: Client;
  let matter: { id: string };
  before(async function waitForAppliance() {
    this.timeout(30 * 60_000);
    admin = await administrator();
    matter = await admin.createMatter({ name: 'Refusals' });
  });
  afterEach(async () => assert.deepEqual(await admin.documents(matter.id), []));

  function refusal(answer: Answer, status: number): Problem {
    assert.deepEqual([answer.status, answer.type], [status, 'application/problem+json']);
    const problem = answer.body as Problem;
    assert.equal(problem.status, status);
    assert.match(problem.detail, /^[A-Z].+\.$/);
    return problem;
  }

  it('a wrong password', async () => {
    const { url, email } = await appliance();
    refusal(
      await createClient(url).call('POST', '/api/session', { email, password: 'not the password at all' }),
      401,
    );
  });

  it('a request without a sign-in', async () => {
    refusal(await createClient(admin.origin).call('GET', '/api/matters'), 401);
  });

  it('an empty file', async () => {
    refusal(await admin.upload(matter.id, 'empty.pdf', ''), 422);
  });

  it('a file that is too large, before its bytes travel', async () => {
    const answer = await announce(admin, matter.id, { length: 11 * 1024 ** 3 });
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.match(answer, /application\/problem\+json/);
    assert.match(answer, /"detail":"[A-Z][^"]+\."/);
  });

  it('an upload whose connection is cut in the middle', async () => {
    await announce(admin, matter.id, { length: 5 * 1024 ** 2, bytes: new Uint8Array(1024 ** 2) });
    await sleep(2_000);
  });

  it('a person who is not an administrator adding people', async () => {
    const email = `clerk-${Date.now()}@firm.example`;
    await admin.createPerson({ email, name: 'Clerk', password: 'a sentence of several words' });
    const clerk = createClient(admin.origin);
    await clerk.signIn(email, 'a sentence of several words');
    refusal(
      await clerk.call('POST', '/api/people', {
        email: `other-${email}`,
        name: 'Other',
        password: 'a sentence of several words',
      }),
      403,
    );
  });

  it('a backup whose repository cannot be written: it fails and says so', async () => {
    // Inside its container the backup has no privilege that would let it write what is not its own.
    await run('chown', ['-R', 'root:root', repository]);
    await run('chmod', ['-R', 'u=rX,go=', repository]);
    try {
      const ran = await whenFree(() => strongroom('backup', '--json'));
      assert.ok([1, 3].includes(ran.code), `exit code ${ran.code}`);
      assert.match(ran.stdout + ran.stderr, /repository/i);
    } finally {
      await run('chown', ['-R', '10004:10000', repository]);
      await run('chmod', ['-R', 'u=rwX,go=', repository]);
    }
    await backUp();
  });

  it('and every service is as healthy as before', async () => {
    const states = await run('docker', [
      'inspect',
      '--format',
      '{{.State.Health.Status}}',
      ...(await containers()),
    ]);
    assert.deepEqual([...new Set(states.trim().split('\n'))], ['healthy']);
  });
});

/** Says by hand how many bytes will come, sends those given, and closes. Returns what came back. */
async function announce(
  client: Client,
  matterId: string,
  what: { length: number; bytes?: Uint8Array },
): Promise<string> {
  const probe = await client.send('GET', '/api/matters');
  assert.equal(probe.status, 200);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port: httpsPort, servername: 'localhost' }, () => {
      const lines = [
        `POST /api/matters/${matterId}/documents?filename=announced.bin HTTP/1.1`,
        `host: localhost:${httpsPort}`,
        `cookie: ${client.cookie()}`,
        'content-type: application/octet-stream',
        `content-length: ${what.length}`,
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      if (!what.bytes) return;
      socket.write(what.bytes, () => setTimeout(() => socket.destroy(), 300));
    });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (!what.bytes && answer.includes('\r\n\r\n')) setTimeout(() => socket.destroy(), 300);
    });
    socket.once('close', () => resolve(answer));
    socket.once('error', reject);
    socket.setTimeout(20_000, () => socket.destroy());
  });
}
