import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import supertest from 'supertest';
import { pageRoutes, routes } from '../../server/features.ts';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  openForm,
  colleaguePassword,
  type Colleague,
  keepCookie,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

const everywhere = [...routes, ...pageRoutes];
const pathOf = (path: string) => path.replaceAll(/:\w+/g, () => randomUUID());

describe('A hostile client', () => {
  const room = useRoom();
  let ada: Colleague;
  let express: ReturnType<typeof createServer>;
  let server: Server;
  before(async () => {
    ada = await createColleague(room, 'ada', 'administrator');
    express = createServer(room.app('server'));
    server = express.listen(0, '127.0.0.1');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('meets one handler at each address: a second one would never be asked, or ask for less', () => {
    const addresses = everywhere.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(addresses, [...new Set(addresses)]);
  });

  it('on another site can make a browser do nothing, at any address there is', async () => {
    const acts = everywhere.filter(({ method }) => method !== 'get');
    assert.ok(acts.length > 40, `${acts.length} acts`);
    const before = await room.services.sql('SELECT count(*) FROM audit_event', 'strongroom');
    for (const { method, path } of acts)
      for (const headers of foreign) {
        const answer = await supertest(server)
          [method](pathOf(path))
          .set({ ...headers, Cookie: ada.cookie, Accept: 'application/json' })
          .type('form')
          .send({ a: 'b' });
        assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(headers)}`);
        assert.equal(answer.body.type, 'urn:strongroom:problem:cross-site', `${method} ${path}`);
      }
    const now = await room.services.sql('SELECT count(*) FROM audit_event', 'strongroom');
    assert.equal(now, before, 'nothing was as much as asked');
  });

  it('sends no form that a page of ours did not give to this very session', async () => {
    const eve = await createColleague(room, 'eve');
    const token = ada.form['X-Form-Token'];
    const formCookie = (one: Colleague) => one.form.Cookie.slice(one.cookie.length);
    const wrong: Record<string, string>[] = [
      { Cookie: ada.cookie },
      { Cookie: ada.form.Cookie },
      { Cookie: ada.cookie, 'X-Form-Token': token },
      { Cookie: ada.form.Cookie, 'X-Form-Token': eve.form['X-Form-Token'] },
      { Cookie: ada.cookie + formCookie(eve), 'X-Form-Token': eve.form['X-Form-Token'] },
      { Cookie: `${ada.cookie}; __Host-form=a.b`, 'X-Form-Token': 'a.b' },
    ];
    const before = await room.services.sql('SELECT count(*) FROM audit_event', 'strongroom');
    const acts = pageRoutes.filter(({ method }) => method === 'post');
    assert.ok(acts.length > 40, `${acts.length} forms`);
    for (const { path } of acts)
      for (const headers of wrong) {
        const form = supertest(server)
          .post(pathOf(path))
          .set({ ...headers, Accept: 'application/json' });
        const answer = await form.type('form').send({ formToken: 'x', client: 'a', number: 'b', name: 'c' });
        assert.equal(answer.status, 403, `${path} ${JSON.stringify(headers)}`);
        assert.equal(answer.body.type, 'urn:strongroom:problem:old-form', path);
      }
    const now = await room.services.sql('SELECT count(*) FROM audit_event', 'strongroom');
    assert.equal(now, before, 'nothing was as much as asked');

    const matter = { client: 'a', number: 'b', name: 'c', access: 'members' };
    const opened = supertest(server).post('/matters').set('Cookie', ada.form.Cookie).type('form');
    assert.equal((await opened.send({ ...matter, formToken: token })).status, 303, 'the right one');
    const page = await supertest(server).get('/matters').set('Cookie', ada.form.Cookie);
    assert.ok(page.text.includes(`name="formToken" value="${token}"`), 'stands in the pages');
    assert.equal(page.headers['set-cookie']?.length, 1, 'once for all forms of a page');
  });

  it('cannot have anybody led to another site', async () => {
    const form = await openForm(express);
    for (const next of elsewhere) {
      const query = `next=${encodeURIComponent(next)}`;
      const getActor = supertest(server).post('/sign-in').set(form).type('form');
      const answers = [
        await getActor.send({ email: ada.email, password: colleaguePassword, next }),
        await supertest(server).get(`/sign-in?${query}`).set('Cookie', ada.cookie),
        await supertest(server)
          .post(`/confirm?${query}`)
          .set(ada.form)
          .type('form')
          .send({ password: colleaguePassword, next }),
      ];
      for (const { status, headers } of answers) {
        assert.equal(status, 303, next);
        assertOwn(headers['location'] ?? '', next);
      }
      const [, , confirmed] = answers;
      if (confirmed) keepCookie(ada, confirmed);
    }
    for (const path of [
      '//evil.example/',
      '/\\evil.example/',
      '//evil.example/%2e%2e',
      '/matters//evil.example',
    ]) {
      const { headers } = await supertest(server).get(path).set('Accept', 'text/html').redirects(0);
      if (headers['location']) assertOwn(headers['location'], path);
    }
  });

  it('cannot have its own name for the appliance repeated', async () => {
    const lie = {
      'X-Forwarded-Host': 'evil.example',
      'X-Original-URL': '/evil.example',
      Forwarded: 'host=evil.example',
    };
    for (const path of [
      '/',
      '/sign-in',
      '/matters',
      '/none',
      '/api/none',
      '/api/openapi.json',
      '/health/live',
    ])
      for (const cookie of ['', ada.cookie]) {
        const answer = await supertest(server)
          .get(path)
          .set({ ...lie, Host: 'evil.example', Cookie: cookie, Accept: 'text/html' });
        assert.doesNotMatch(JSON.stringify([answer.headers, answer.text]), /evil\.example/, path);
      }
  });

  it('finds nothing of anybody in a cache, whatever the address looks like', async () => {
    const looks = ['/matters/x.css', '/account/y.js', '/account;.png', '/account%2Fz.ico', '/matters?x=.js'];
    const gets = everywhere.filter(({ method, path }) => method === 'get' && !path.endsWith('/events'));
    for (const path of [...looks, ...gets.map((one) => pathOf(one.path))])
      for (const cookie of ['', ada.cookie]) {
        const answer = await supertest(server).get(path).set({ Cookie: cookie, Accept: 'text/html' });
        assert.match(answer.headers['cache-control'] ?? '', /no-store/, path);
        assert.notEqual(answer.status, 500, path);
      }
  });

  for (const [what, head] of Object.entries(smuggled()))
    it(`slips no second request past by ${what}`, async () => {
      const said = await sendRaw(server, head);
      assert.equal(said.match(/HTTP\/1\.1 /g)?.length, 1, said);
      assert.match(said, /^HTTP\/1\.1 400 /);
    });
});

const foreign = [
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'https://localhost' },
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
] as unknown as Record<string, string>[];

const elsewhere = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example',
  '/\t/evil.example/',
  '/\n/evil.example',
  'javascript:alert(1)',
  '/%09/evil.example',
  '/..//evil.example',
  '/.\\/evil.example',
  '/a/../..//evil.example',
  '/%2e%2e//evil.example',
  '@evil.example',
];

/** As a browser reads it, from a page of ours. */
function assertOwn(location: string, asked: string): void {
  const { origin } = new URL(location, 'https://localhost');
  assert.equal(origin, 'https://localhost', `${JSON.stringify(asked)} led to ${location}`);
}

/** Each carries a second request that a reader who counts otherwise would answer. */
function smuggled(): Record<string, string> {
  const second = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const post = (...headers: string[]) =>
    `POST /sign-in HTTP/1.1\r\nHost: localhost\r\n${headers.join('\r\n')}\r\n\r\n`;
  return {
    'a length and chunks': `${post('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n${second}`,
    'two lengths': `${post('Content-Length: 0', 'Content-Length: 48')}${second}`,
    'a length that is none': `${post('Content-Length: +0')}${second}`,
    'an encoding it does not know': `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${second}`,
    'a space before the colon': `${post('Transfer-Encoding : chunked')}0\r\n\r\n${second}`,
    'a folded header': `${post('Content-Length:\r\n 0')}${second}`,
    'a chunk whose size is none': `${post('Transfer-Encoding: chunked')}0x0\r\n\r\n${second}`,
  };
}

function sendRaw(server: Server, text: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setTimeout(2_000, () => socket.end());
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.once('close', () => resolve(said));
    socket.once('error', reject);
  });
}
