import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../../test/support/paths.ts';
import { checkReachable } from './check-reachable.ts';
import { readLockedDays, withTargetAccess } from './open-target.ts';
import { parseLocation } from './target-kinds.ts';

const listAllowed = join(rootDir, 'ops/images/carrier/list-allowed');

describe('the carrier, by which targets are reached', () => {
  let carrier: Server;
  let place: string;
  let asked: string[];
  let status: string;
  let folder: string;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    asked = [];
    status = '200 Connection established';
    folder = mkdtempSync(join(tmpdir(), 'strongroom-carrier-'));
    carrier = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.end(lockRule);
    });
    carrier.on('connection', (socket: Socket) => sockets.add(socket));
    carrier.on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push(`CONNECT ${request.url ?? ''}`);
      socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    });
    await once(carrier.listen(0, '127.0.0.1'), 'listening');
    place = `127.0.0.1:${(carrier.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    carrier.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const look = (host: string, port: number) => checkReachable({ text: '', host, port }, place);

  it('is asked for host and port of the target, and nothing else is', async () => {
    await look('nas.invalid', 22);
    await look('fd00::1', 2222);
    assert.deepEqual(asked, ['CONNECT nas.invalid:22', 'CONNECT [fd00::1]:2222']);
  });

  it('says whether it is the target that is away, the carrier, or one that was started for other targets', async () => {
    status = '500 Unable to connect';
    await assert.rejects(
      look('nas.invalid', 22),
      /^Error: The target at nas\.invalid, port 22, does not answer \(the carrier gets no connection to it\)\. Check/,
    );
    status = '403 Filtered';
    await assert.rejects(
      look('nas.invalid', 22),
      /lets nothing through to nas\.invalid:22: .* Type "strongroom start" to start it/,
    );
    carrier.close();
    await assert.rejects(
      look('nas.invalid', 22),
      /^Error: The carrier, .* is not running \(ECONNREFUSED\)\. Type "strongroom start" to start it\.$/,
    );
  });

  it('is named to restic, and to ssh, by which restic reaches an SFTP server; without one nothing is', async () => {
    const key =
      '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\nnas ssh-ed25519 A\n';
    const credentials = {
      'rest:https://nas.invalid/firm': 'username=a\npassword=b\n',
      's3:https://nas.invalid/bucket': 'access-key=a\nsecret-key=b\n',
      'sftp://me@nas.invalid//backups': key,
    };
    const proxies = [`HTTP_PROXY=http://${place}`, `HTTPS_PROXY=http://${place}`, 'NO_PROXY='];
    for (const [location, text] of Object.entries(credentials)) {
      const credentialsFile = join(folder, 'credentials');
      writeFileSync(credentialsFile, text);
      const access = await withTargetAccess(
        { location, credentialsFile, carrier: place },
        async (given) => given,
      );
      const { kind, address } = parseLocation(location);
      const direct = await kind.buildAccess(address, { credentialsFile }, folder);
      if (location.startsWith('sftp:')) {
        const option = `-o 'ProxyCommand=nc -X connect -x ${place} %h %p'`;
        assert.ok(access.options.some((each) => each.endsWith(option)));
        assert.deepEqual(access.settings, []);
      } else assert.deepEqual(access.settings.slice(-3), proxies, location);
      assert.doesNotMatch([...direct.options, ...direct.settings].join(' '), /proxy/i, location);
    }
  });

  it('carries the question how long a bucket lets nothing be removed, with TLS and without', async () => {
    const credentialsFile = join(folder, 'credentials');
    writeFileSync(credentialsFile, 'access-key=a\nsecret-key=b\n');
    const days = (location: string) => readLockedDays({ location, credentialsFile, carrier: place });
    assert.equal(await days('s3:http://nas.invalid:9000/bucket'), 30);
    status = '403 Filtered';
    await assert.rejects(days('s3:https://nas.invalid/bucket'));
    const [location = '', lock = '', tunnel] = asked;
    for (const request of [location, lock])
      assert.match(request, /^GET http:\/\/nas\.invalid:9000\/bucket\?/);
    assert.equal(tunnel, 'CONNECT nas.invalid:443');
  });
});

const lockRule = `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>
<Mode>COMPLIANCE</Mode><Days>30</Days></DefaultRetention></Rule></ObjectLockConfiguration>`;

describe('what the carrier lets through', () => {
  /** The expressions that it compares what is asked for with, for these targets. */
  const allowedFor = (...targets: string[]) =>
    execFileSync('bash', [listAllowed, ...targets], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .split('\n')
      .map((line) => new RegExp(line, 'i'));
  const lets = (allowed: RegExp[], request: string) => allowed.some((each) => each.test(request));

  it('is the host and the port of each target, as they are read where backups are made', () => {
    for (const location of [
      'sftp://me@nas.example//backups',
      'sftp://me@[fd00::1]:2222//backups',
      'sftp:me@nas.example:/backups',
      's3:https://S3.example/bucket',
      's3:https://10.0.0.7:9443/bucket',
      's3:http://minio:9000/bucket',
      's3:http://minio/bucket',
      'rest:https://rest.example:8000/firm',
      'rest:https://rest.example/',
    ]) {
      const { host, port } = parseLocation(location).address;
      const name = host.includes(':') ? `[${host}]` : host;
      const plain = `http://${name}:${port}/bucket/x`;
      const requests = [`${name}:${port}`];
      if (location.startsWith('s3:http:')) requests.push(plain);
      if (location.startsWith('s3:http:') && port === 80) requests.push(plain.replace(':80/', '/'));
      const allowed = allowedFor('/repository', location);
      for (const request of requests) assert.ok(lets(allowed, request), request);
      for (const request of [
        `${name}:${port + 1}`,
        `${name}:${port}0`,
        `x${name}:${port}`,
        `${name}.evil.example:${port}`,
        `a@${name}:${port}`,
        `http://${name}:${port + 1}/`,
        ...(location.startsWith('s3:http:') ? [] : [plain]),
        `http://evil.example/${name}:${port}`,
        `http://${name}:${port}@evil.example/`,
        name.replace('.', 'x') === name ? 'postgres:5432' : `${name.replace('.', 'x')}:${port}`,
      ])
        assert.ok(!lets(allowed, request), `${request} of ${location}`);
    }
  });

  it('is of two targets no mixture: the host of one goes with no port of the other', () => {
    const allowed = allowedFor('s3:https://near.example/bucket', 'sftp://me@far.example//x');
    assert.deepEqual(
      ['near.example:443', 'far.example:22', 'near.example:22', 'far.example:443'].map((each) =>
        lets(allowed, each),
      ),
      [true, true, false, false],
    );
  });

  it('is nothing where every target is a folder, and nothing of an address that it cannot read', () => {
    for (const targets of [
      ['/repository', ''],
      ['/repository', '/far-repository'],
      ['s3:https://a|.*/b', 'x'],
    ]) {
      const allowed = allowedFor(...targets);
      for (const request of ['postgres:5432', 'http://minio:9000/', 'a:443', 'http://a/', 'x:443'])
        assert.ok(!lets(allowed, request), `${request} of ${targets.join(' and ')}`);
    }
  });
});
