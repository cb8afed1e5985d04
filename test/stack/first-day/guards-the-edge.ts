import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { createApiClient } from '../../support/client.ts';
import { run, tryRun } from '../../support/run-program.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  signInAdministrator,
  installedAppliance,
  applianceDataDir,
  applianceProject,
  httpPort,
  httpsPort,
} from './appliance.ts';

type Edge = { status: number; headers: Record<string, unknown>; body: string };

/** One request by hand, for what fetch does not let a client say. */
async function requestByHand(
  path: string,
  options: { host?: string; method?: string; headers?: Record<string, string> } = {},
): Promise<Edge | 'closed'> {
  const { host = 'localhost', ...more } = options;
  const sent = request({
    ...{
      host: '127.0.0.1',
      port: httpsPort,
      path,
      servername: 'localhost',
      agent: false,
      ca: readFileSync(join(applianceDataDir, 'tls/ca.crt')),
    },
    method: more.method ?? 'GET',
    headers: { ...more.headers, host: `${host}:${httpsPort}` },
  });
  sent.end();
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = (await response.toArray()).join('');
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  } catch (error) {
    if (['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) return 'closed';
    throw error;
  }
}

/** The protocol that was agreed on, or why there was none. */
async function handshake(options: ConnectionOptions): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: httpsPort, servername: 'localhost', ...options });
  try {
    await once(socket, 'secureConnect');
    return `${socket.getProtocol()} ${socket.alpnProtocol || 'no ALPN'}`;
  } catch (error) {
    return `refused: ${(error as NodeJS.ErrnoException).code}`;
  } finally {
    socket.destroy();
  }
}

describe('the edge', function guardsTheEdge() {
  this.timeout(60_000);
  let ca: Buffer;
  before(async function waitForAppliance() {
    this.timeout(30 * 60_000);
    await installedAppliance();
    ca = readFileSync(join(applianceDataDir, 'tls/ca.crt'));
  });

  it('speaks TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1', async () => {
    assert.equal(
      await handshake({ ca, maxVersion: 'TLSv1.2', ALPNProtocols: ['h2', 'http/1.1'] }),
      'TLSv1.2 h2',
    );
    assert.equal(
      await handshake({ ca, minVersion: 'TLSv1.3', ALPNProtocols: ['h2', 'http/1.1'] }),
      'TLSv1.3 h2',
    );
    assert.equal(await handshake({ ca, ALPNProtocols: ['http/1.1'] }), 'TLSv1.3 http/1.1');
  });

  it('does not close a connection on a program that asks much and several things at once', async () => {
    const session = connectHttp2(`https://localhost:${httpsPort}`, { ca });
    let goaway = false;
    session.on('goaway', () => (goaway = true));
    const get = async () => {
      const stream = session.request({ ':path': '/health/live' }).resume();
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
      await once(stream, 'close');
      return headers[':status'];
    };
    try {
      for (let asked = 0; asked < 1_200; asked += 20) {
        const statuses = await Promise.all(Array.from({ length: 20 }, get));
        assert.deepEqual([...new Set(statuses)], [200]);
      }
      assert.equal(goaway, false);
    } finally {
      session.close();
    }
  });

  it('refuses TLS 1.0 and 1.1', async () => {
    for (const version of ['TLSv1', 'TLSv1.1'] as const) {
      // At the lowest security level this client would speak them: it is the server that refuses.
      const agreed = await handshake({
        ca,
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT:@SECLEVEL=0',
      });
      assert.match(
        agreed,
        /^refused: (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION|ECONNRESET|ERR_SSL_SSL\/TLS_ALERT)/,
      );
    }
  });

  it('shows a certificate that only the firm’s own authority vouches for', async () => {
    assert.match(await handshake({ ca }), /^TLSv1\.3/);
    assert.match(await handshake({ ca: [] }), /^refused: (UNABLE_TO_|SELF_SIGNED_)/);
  });

  it('leads from HTTP to HTTPS', async () => {
    const answer = await fetch(`http://localhost:${httpPort}/matters?page=2`, { redirect: 'manual' });
    assert.match(String(answer.status), /^30[18]$/);
    assert.equal(answer.headers.get('location'), `https://localhost:${httpsPort}/matters?page=2`);
  });

  it('leads no program there: its key would go on in the clear, unnoticed', async () => {
    for (const path of ['/api/matters', '/api', '/api/session']) {
      const answer = await fetch(`http://localhost:${httpPort}${path}`, { redirect: 'manual' });
      assert.equal(answer.status, 403, path);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(await answer.text(), /reached by HTTPS alone/);
    }
  });

  it('answers for no other name', async () => {
    const answer = await requestByHand('/sign-in', { host: 'evil.example' });
    if (answer !== 'closed') assert.equal(answer.status, 421);
  });

  it('keeps the secret of a link out of its log, by whatever way it comes', async () => {
    const token = randomBytes(32).toString('base64url');
    const ways = [
      '/join/',
      '//join/',
      '/x/../join/',
      '/%6aoin/',
      '/JOIN/',
      '/join%2f',
      '/.//joi%6e/',
      '/elsewhere/',
    ];
    const logs = async () => (await tryRun('docker', ['logs', `${applianceProject}-nginx-1`])).stdout;
    const countHidden = async () => (await logs()).split('"path":"/join/-"').length;
    const before = await countHidden();
    for (const way of ways) await requestByHand(`${way}${token}`);
    await waitFor('every request in the log', 30, async () =>
      (await countHidden()) >= before + ways.length ? true : undefined,
    );
    assert.ok(!(await logs()).includes(token.slice(1)));
  });

  it('keeps the figures inside', async () => {
    const answer = await requestByHand('/metrics');
    assert.ok(answer !== 'closed');
    assert.equal(answer.status, 404);
    assert.doesNotMatch(answer.body, /strongroom_|process_cpu/);
  });

  it('says over whom it watches and not of what it is made', async () => {
    const answer = await requestByHand('/sign-in');
    assert.ok(answer !== 'closed');
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers['strict-transport-security']), /max-age=\d{7,}/);
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.doesNotMatch(JSON.stringify(answer.headers), /nginx\/|express/i);
  });

  it('gives a session cookie that scripts and other sites cannot use', async () => {
    const admin = await signInAdministrator();
    const client = createApiClient(admin.origin);
    const answer = await client.send('POST', '/api/session', {
      body: JSON.stringify({ email: 'nobody@firm.example', password: 'a wrong password' }),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(answer.status, 401);
    assert.deepEqual(
      answer.headers
        .getSetCookie()
        .filter((cookie) => cookie.startsWith('__Host-session=') && !/=;|Max-Age=0/.test(cookie)),
      [],
    );
    assert.match(
      await cookieOf(),
      /^__Host-session=[^;]{20,}; (?=.*Path=\/)(?=.*Secure)(?=.*HttpOnly)(?=.*SameSite=(Lax|Strict))(?!.*Domain)/i,
    );
  });

  it('refuses what another site makes a browser send', async () => {
    const admin = await signInAdministrator();
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await admin.send('POST', '/api/matters', {
        body: JSON.stringify({ client: 'a', number: 'b', name: 'c', access: 'firm' }),
        headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
      });
      assert.equal(answer.status, 403, JSON.stringify(headers));
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    }
  });

  it('is ready, and keeps the details for administrators', async () => {
    const { url } = await installedAppliance();
    const stranger = createApiClient(url);
    for (const path of ['/health/live', '/health/ready'])
      assert.equal((await stranger.call('GET', path)).status, 200, path);
    assert.equal((await stranger.call('GET', '/health/detailed')).status, 401);
    assert.equal((await (await signInAdministrator()).call('GET', '/health/detailed')).status, 200);
  });

  it('asks no mail server on its own host, or in any of its networks', async () => {
    const admin = await signInAdministrator();
    const label = `label=com.docker.compose.project=${applianceProject}`;
    const ids = (await tryRun('docker', ['network', 'ls', '--quiet', '--filter', label])).stdout
      .trim()
      .split('\n');
    const gateway = '{{range .IPAM.Config}}{{.Gateway}}{{end}}';
    const gateways = (await tryRun('docker', ['network', 'inspect', '--format', gateway, ...ids])).stdout;
    const addresses = (await tryRun('hostname', ['--all-ip-addresses'])).stdout;
    const hosts = `${gateways} ${addresses}`.split(/\s+/).filter(Boolean);
    assert.ok(hosts.length > ids.length);
    const isRefused = async (host: string) => {
      const body = { host, port: 25, security: 'starttls', from: 'room@firm.example' };
      const answer = await admin.call('PUT', '/api/mail', body);
      assert.equal(answer.status, 400, host);
      assert.match(JSON.stringify(answer.body), /leads to this appliance itself/);
    };
    for (const host of hosts) await isRefused(host);
    // What the host gets while everything runs is known at once.
    const later = '10.213.77.1';
    const words = [`${later}/32`, 'dev', 'lo'];
    await run('ip', ['address', 'add', ...words]);
    try {
      await isRefused(later);
    } finally {
      await run('ip', ['address', 'delete', ...words]);
    }
  });

  it('describes its outside face', async () => {
    const described = (await (await signInAdministrator()).call('GET', '/api/openapi.json')).body as {
      openapi: string;
      paths: Record<string, object>;
    };
    assert.match(described.openapi, /^3\.1/);
    const paths = Object.keys(described.paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
    for (const path of [
      '/api/session',
      '/api/matters',
      '/api/matters/{}/documents',
      '/api/documents/{}/pages/{}',
      '/api/search',
    ]) {
      assert.ok(paths.includes(path), path);
    }
  });
});

async function cookieOf(): Promise<string> {
  const { url, email, password } = await installedAppliance();
  const answer = await createApiClient(url).send('POST', '/api/session', {
    body: JSON.stringify({ email, password }),
    headers: { 'content-type': 'application/json' },
  });
  return answer.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-session=')) ?? '';
}
