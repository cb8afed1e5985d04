import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { pageRoutes, routes } from '../../server/features.ts';
import { createServer } from '../../server/create-server.ts';
import type { FlaggedRoute } from '../../server/http/route-flags.ts';
import { useRoom } from '../support/room.ts';
import {
  colleaguePassword,
  createColleague,
  createTestMatter,
  openForm,
  type Colleague,
  keepCookie,
} from '../support/test-firm.ts';

/**
 * Every address that changes something and that a program's key may use, and why. Whoever adds one here says what a thief of an
 * administrator's key can do with it: nothing in this list decides who sees what, or how long it is kept.
 */
const openToKeys: Record<string, string> = {
  'post /api/matters': 'a program opens matters; the key’s person alone sees a new one',
  'post /api/matters/:id/documents': 'a scanner files documents where its person may',
  'post /api/documents/:id/password': 'opens one document for everybody who sees it already',
  'post /api/documents/:id/retry': 'the failed step again',
  'delete /api/documents/:id': 'into the bin, out of which anybody who files documents takes it again',
  'post /api/documents/:id/restore': 'out of the bin',
};

/** Whoever comes here has no session yet, and a key gives them none: each asks for credentials of its own. */
const forStrangers = new Set([
  'post /api/session',
  'post /api/session/passkey/question',
  'post /api/session/passkey',
]);

/** The same, as forms: they come from a page of ours, opened in the browser that sends them (old-form). */
const formsForStrangers = new Set([
  'post /sign-in',
  'post /sign-in/code',
  'post /sign-in/passkey',
  'post /join/:token',
]);

type Address = Pick<FlaggedRoute, 'method' | 'path'>;
const changing = (all: readonly FlaggedRoute[]) => all.filter(({ method }) => method !== 'get');
const nameOf = ({ method, path }: Address) => `${method} ${path}`;

describe('A program with an API key', function keysAndProof() {
  this.timeout(120_000);
  const room = useRoom();
  let server: ReturnType<typeof createServer>;
  let admin: Colleague;
  let matter: string;
  before(async () => {
    server = createServer(room.app('server'));
    admin = await createColleague(room, 'admin', 'administrator');
    matter = await createTestMatter(admin);
  });

  const createKey = async (who: Colleague, input: object = {}): Promise<{ id: string; key: string }> =>
    (
      await who.request
        .post('/api/keys')
        .send({ name: 'program', ...input })
        .expect(201)
    ).body;
  const byKey = (key: string) => supertest.agent(server).set('Authorization', `Bearer ${key}`);
  const sql = (query: string) => room.services.sql(query, 'strongroom');
  /** As it stands in the list of routes, about the administrator's own matter. */
  const send = (program: ReturnType<typeof byKey>, { method, path }: Address) => {
    const address = path.replace(/(\/matters\/):id/, `$1${matter}`).replaceAll(/:\w+/g, () => randomUUID());
    const request = program[method as 'post' | 'put' | 'delete'](address).set('Accept', 'application/json');
    return path.startsWith('/api') ? request.send({}) : request.type('form').send({ reason: 'x' });
  };
  const problemOf = (answer: { status: number; body: { type?: string } }) =>
    `${answer.status} ${answer.body.type?.split(':').at(-1) ?? ''}`.trim();

  it('of an administrator does nothing that needs proof of who it is, at any address there is', async () => {
    const { id, key } = await createKey(admin);
    const program = byKey(key);
    const addresses = [...changing(routes), ...changing(pageRoutes)];
    assert.ok(addresses.length > 110, `${addresses.length} addresses`);
    const open: string[] = [];
    for (const address of addresses) {
      const problem = problemOf(await send(program, address));
      if (problem !== '403 not-allowed') open.push(`${nameOf(address)}: ${problem}`);
    }
    const names = new Set([...Object.keys(openToKeys), ...forStrangers, ...formsForStrangers]);
    const shown = open.filter((each) => !names.has(each.slice(0, each.lastIndexOf(': '))));
    assert.deepEqual(shown, [], 'these are open to a stolen key');
    assert.equal(open.length, names.size, 'one of the list is no longer open: take it out');
    const denied = await sql(
      `SELECT count(*) FROM audit_event WHERE event = 'access.denied' AND detail::jsonb->>'key' = '${id}'
       AND detail::jsonb->>'ability' = 'post /api/people'`,
    );
    assert.equal(denied.trim(), '1', 'the audit log says with which key it was tried');
  });

  it('leaves what needs a fresh proof to somebody who gives it', async () => {
    await sql("UPDATE session SET confirmed_at = now() - interval '16 minutes'");
    const fresh = [...changing(routes), ...changing(pageRoutes)].filter(
      (each) => each.needsProof === 'fresh',
    );
    assert.ok(fresh.length > 50, `${fresh.length} addresses`);
    for (const address of fresh)
      assert.equal(problemOf(await send(admin.request, address)), '403 confirm-first', nameOf(address));
    await sql('UPDATE session SET confirmed_at = now()');
  });

  describe('that an administrator made for groups alone', () => {
    let program: ReturnType<typeof byKey>;
    let group: string;
    let ben: Colleague;
    before(async () => {
      ben = await createColleague(room, 'ben');
      program = byKey((await createKey(admin, { scope: 'groups' })).key);
      group = (await program.post('/api/groups').send({ name: 'Litigation' }).expect(201)).body.id;
    });
    const member = (personId: string, inGroup = group) => `/api/groups/${inGroup}/members/${personId}`;
    const raise = async (input: object): Promise<string> =>
      (
        await admin.request
          .post('/api/walls')
          .send({ matterId: matter, reason: 'acts for the other side', ...input })
          .expect(201)
      ).body.id;

    it('keeps them in step, and comes to no other address', async () => {
      await program.put(member(ben.id)).expect(204);
      const { items } = (await program.get(`/api/groups/${group}/members`).expect(200)).body;
      assert.deepEqual(
        items.map(({ id }: { id: string }) => id),
        [ben.id],
      );
      await program.get('/api/people').expect(200);
      await program.delete(member(ben.id)).expect(204);
      for (const path of ['/api/matters', '/api/search?q=harbour', '/matters', '/api/session', '/api/keys'])
        assert.equal(problemOf(await program.get(path).set('Accept', 'application/json')), '403 not-allowed');
      await program.get('/health/detailed').expect(403);
      for (const address of [...changing(routes), ...changing(pageRoutes)])
        if (!address.keyScope)
          assert.equal(problemOf(await send(program, address)), '403 not-allowed', nameOf(address));
    });

    it('is made by nobody who may not say who is in a group, and by no key', async () => {
      await ben.request.post('/api/keys').send({ name: 'sync', scope: 'groups' }).expect(403);
      await program.post('/api/keys').send({ name: 'sync', scope: 'groups' }).expect(403);
      await admin.request.post('/api/keys').send({ name: 'sync', scope: 'everything' }).expect(400);
    });

    it('puts nobody through a wall, nor the administrator whose key it is into any group', async () => {
      await admin.request.put(`/api/matters/${matter}/groups/${group}`).send({ role: 'viewer' }).expect(200);
      const wall = await raise({
        personId: ben.id,
        startsAt: new Date(Date.now() + 86_400_000).toISOString(),
      });
      await program.put(member(ben.id)).expect(403);
      await admin.request.post(`/api/walls/${wall}/lift`).send({ reason: 'waived' }).expect(200);
      await program.put(member(ben.id)).expect(204);
      await program.delete(member(ben.id)).expect(204);
      await program.put(member(admin.id)).expect(403);
    });

    it('puts nobody into or out of a group that a wall names, and so nobody behind it into another', async () => {
      const { id: walled } = (await program.post('/api/groups').send({ name: 'Lind team' }).expect(201)).body;
      await program.put(member(ben.id, walled)).expect(204);
      const wall = await raise({ groupId: walled });
      await program.put(member(ben.id)).expect(403);
      await program.delete(member(ben.id, walled)).expect(403);
      await admin.request.delete(member(ben.id, walled)).expect(204);
      await program.put(member(ben.id, walled)).expect(403);
      await admin.request.put(member(ben.id, walled)).expect(204);
      await admin.request.post(`/api/walls/${wall}/lift`).send({ reason: 'waived' }).expect(200);
      await program.delete(member(ben.id, walled)).expect(204);
    });

    it('says on the page of its person what it is for', async () => {
      const page = await admin.request.get('/account').set('Accept', 'text/html').expect(200);
      assert.match(page.text, /who is in which group, nothing else/);
      assert.match(page.text, /<select name="scope">/);
      const other = await ben.request.get('/account').set('Accept', 'text/html').expect(200);
      assert.doesNotMatch(other.text, /<select name="scope">/);
    });
  });

  describe('ends with the sessions of its person', () => {
    const works = async (key: string) => (await byKey(key).get('/api/matters')).status === 200;

    it('when they sign out everywhere, unless they keep it on purpose', async () => {
      const ada = await createColleague(room, 'ada');
      const { key } = await createKey(ada);
      const kept = await ada.request.delete('/api/sessions?keepKeys=true').expect(200);
      assert.equal(kept.body.keysEnded, 0);
      const form = ada.request.post('/account/sessions/end').type('form');
      await form.send({ keepKeys: 'true' }).expect(303);
      assert.equal(await works(key), true);
      assert.equal((await ada.request.delete('/api/sessions').expect(200)).body.keysEnded, 1);
      assert.equal(await works(key), false);
      const another = await createKey(ada);
      await ada.request.post('/account/sessions/end').type('form').send({}).expect(303);
      assert.equal(await works(another.key), false);
      const ended = await sql(
        `SELECT count(*) FROM audit_event WHERE event = 'api-key.revoked' AND person_id = '${ada.id}'`,
      );
      assert.equal(ended.trim(), '2');
    });

    it('when they change their password, or set it by a link', async () => {
      const ada = await createColleague(room, 'ada');
      const { key } = await createKey(ada);
      const next = 'four words nobody says together';
      const change = { current: colleaguePassword, next };
      const changed = ada.request.put('/api/password').send({ ...change, keepKeys: true });
      keepCookie(ada, await changed.expect(204));
      assert.equal(await works(key), true);
      const again = ada.request.put('/api/password').send({ current: next, next: `${next}, twice` });
      keepCookie(ada, await again.expect(204));
      assert.equal(await works(key), false);
      const another = await createKey(ada);
      const { body } = await admin.request.post(`/api/people/${ada.id}/password-link`).expect(201);
      const path = new URL(String(body.link)).pathname;
      const stranger = await openForm(server);
      await supertest(server)
        .post(path)
        .set(stranger)
        .type('form')
        .send({ password: `${next} again`, again: `${next} again` })
        .expect(303);
      assert.equal(await works(another.key), false);
    });
  });
});
