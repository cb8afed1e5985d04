import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import {
  createApiClient,
  type ClientResponse,
  type ApiClient,
  type ProblemDocument,
} from '../../support/client.ts';
import { run } from '../../support/run-program.ts';
import { retryWhileBusy } from '../../support/retry-while-busy.ts';
import {
  signInAdministrator,
  installedAppliance,
  listContainers,
  httpsPort,
  applianceRepository,
  runStrongroom,
} from './appliance.ts';
import { runBackup } from './run-backup.ts';

describe('the room refuses in one sentence and loses nothing', function roomRefuses() {
  this.timeout(15 * 60_000);
  let admin: ApiClient;
  let matter: { id: string };
  before(async function waitForAppliance() {
    this.timeout(30 * 60_000);
    admin = await signInAdministrator();
    matter = await admin.createMatter({ name: 'Refusals' });
  });
  afterEach(async () => assert.deepEqual(await admin.documents(matter.id), []));

  function refusal(answer: ClientResponse, status: number): ProblemDocument {
    assert.deepEqual([answer.status, answer.type], [status, 'application/problem+json']);
    const problem = answer.body as ProblemDocument;
    assert.equal(problem.status, status);
    assert.match(problem.detail, /^[A-Z].+\.$/);
    return problem;
  }

  it('a wrong password', async () => {
    const { url, email } = await installedAppliance();
    refusal(
      await createApiClient(url).call('POST', '/api/session', { email, password: 'not the password at all' }),
      401,
    );
  });

  it('a request without a sign-in', async () => {
    refusal(await createApiClient(admin.origin).call('GET', '/api/matters'), 401);
  });

  it('an empty file', async () => {
    refusal(await admin.upload(matter.id, 'empty.pdf', ''), 422);
  });

  it('a file that is too large, before its bytes travel', async () => {
    const answer = await sendWithDeclaredLength(admin, matter.id, { length: 11 * 1024 ** 3 });
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.match(answer, /application\/problem\+json/);
    assert.match(answer, /"detail":"[A-Z][^"]+\."/);
  });

  it('an upload whose connection is cut in the middle', async () => {
    await sendWithDeclaredLength(admin, matter.id, {
      length: 5 * 1024 ** 2,
      bytes: new Uint8Array(1024 ** 2),
    });
    await sleep(2_000);
  });

  it('a person who is not an administrator adding people', async () => {
    const email = `clerk-${Date.now()}@firm.example`;
    await admin.createPerson({ email, name: 'Clerk', password: 'a sentence of several words' });
    const clerk = createApiClient(admin.origin);
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
    await run('chown', ['-R', 'root:root', applianceRepository]);
    await run('chmod', ['-R', 'u=rX,go=', applianceRepository]);
    try {
      const ran = await retryWhileBusy(() => runStrongroom('backup', '--json'));
      assert.ok([1, 3].includes(ran.code), `exit code ${ran.code}`);
      assert.match(ran.stdout + ran.stderr, /repository/i);
    } finally {
      await run('chown', ['-R', '10004:10000', applianceRepository]);
      await run('chmod', ['-R', 'u=rwX,go=', applianceRepository]);
    }
    await runBackup();
  });

  it('and every service is as healthy as before', async () => {
    const states = await run('docker', [
      'inspect',
      '--format',
      '{{.State.Health.Status}}',
      ...(await listContainers()),
    ]);
    assert.deepEqual([...new Set(states.trim().split('\n'))], ['healthy']);
  });
});

/** Says by hand how many bytes will come, sends those given, and closes. Returns what came back. */
async function sendWithDeclaredLength(
  client: ApiClient,
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
