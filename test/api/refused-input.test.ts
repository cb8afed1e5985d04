import assert from 'node:assert/strict';
import express from 'express';
import supertest from 'supertest';
import type { Transaction } from '../../core/platform/database.ts';
import { createServer } from '../../server/create-server.ts';
import { respondWithProblem } from '../../server/http/problems.ts';
import {
  colleaguePassword,
  createColleague,
  createTestMatter,
  openForm,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

/** Values that get past a schema which forgot to refuse them. */
const letBy: Record<string, (tx: Transaction) => Promise<unknown>> = {
  'a text that is no id': (tx) => tx.$queryRaw`SELECT ${'x'}::uuid`,
  'an id that is none': (tx) => tx.person.findMany({ where: { id: 'x' } }),
  'a NUL': (tx) => tx.$queryRaw`SELECT ${'a\0b'}::text`,
  'a NUL in a column': (tx) => tx.person.findMany({ where: { name: 'a\0b' } }),
  'the year 0': (tx) => tx.$queryRaw`SELECT ${'0000-01-01T00:00:00Z'}::timestamptz`,
  'the year 0 in a column': (tx) =>
    tx.person.findMany({ where: { createdAt: new Date('0000-01-01T00:00:00Z') } }),
  'a day that is none': (tx) => tx.$queryRaw`SELECT ${'2026-02-30'}::date`,
  'a number past its range': (tx) => tx.$queryRaw`SELECT ${'2147483648'}::int`,
  'a number past the range of its column': (tx) => tx.apiKey.findMany({ where: { perMinute: 2 ** 31 } }),
};

describe('What is refused is refused before anything is kept:', () => {
  const room = useRoom();
  let ada: Colleague;
  let matterId: string;
  before(async () => {
    ada = await createColleague(room, 'ada');
    matterId = await createTestMatter(ada);
  });
  const count = async (table: string) =>
    Number((await room.services.sql(`SELECT count(*) FROM ${table}`, 'strongroom')).trim());
  const counts = async () => [await count('document'), await count('stored_object'), await count('matter')];

  it('a form with two files, in one field or in two', async () => {
    const before = await counts();
    for (const [one, other] of [
      ['file', 'file'],
      ['file', 'second'],
    ] as const)
      for (const bytes of [10, 9_000_000]) {
        const { body } = await ada.request
          .post(`/api/matters/${matterId}/documents`)
          .attach(one, Buffer.alloc(bytes, 'a'), 'a.txt')
          .attach(other, Buffer.alloc(bytes, 'b'), 'b.txt')
          .expect(400);
        assert.equal(body.type, 'urn:strongroom:problem:invalid-request');
        assert.match(body.detail, /more than one file.*none was kept/);
      }
    assert.deepEqual(await counts(), before);
    await ada.request
      .post(`/api/matters/${matterId}/documents`)
      .field('before', 'a')
      .attach('file', Buffer.from('one alone'), 'a.txt')
      .field('behind', 'b')
      .expect(201);
  });

  it('not the page’s own form, which files all that were chosen and says so', async () => {
    const before = await count('document');
    const answer = await ada.request
      .post(`/matters/${matterId}/documents`)
      .attach('file', Buffer.from('first'), 'a.txt')
      .attach('file', Buffer.from('second'), 'b.txt')
      .expect(303);
    assert.equal(answer.headers['location'], `/matters/${matterId}?filed=2`);
    assert.equal(await count('document'), before + 2);
  });

  it('a new version in a form with two files', async () => {
    const before = await counts();
    const { body } = await ada.request.get(`/api/matters/${matterId}/documents`).expect(200);
    const { id } = (body as { items: { id: string }[] }).items[0] ?? { id: '' };
    const answer = await ada.request
      .post(`/documents/${id}/versions`)
      .set('Accept', 'text/html')
      .attach('file', Buffer.from('new'), 'a.txt')
      .attach('file', Buffer.from('newer'), 'b.txt')
      .expect(400);
    assert.match(answer.text, /more than one file/);
    assert.deepEqual(await counts(), before);
  });

  it('a NUL and half of a character, for strangers, in JSON, addresses and forms alike', async () => {
    const before = await counts();
    const server = createServer(room.app('server'));
    const stranger = { email: 'a\0@firm.example', password: colleaguePassword };
    for (const text of ['a\0b', 'a\ud800b']) {
      for (const asked of [
        supertest(server)
          .post('/api/session')
          .send({ ...stranger, email: text }),
        supertest(server).post('/api/session').send({ email: ada.email, password: text }),
        ada.request.post('/api/matters').send({ client: text, number: '1', name: 'x' }),
        ada.request.post('/api/matters').send({ client: 'x', number: text, name: 'x' }),
        ada.request
          .put(`/api/matters/${matterId}/members/${text.replaceAll(/[^ab]/g, '%00')}`)
          .send({ role: 'viewer' }),
      ]) {
        const { body } = await asked.expect(400);
        assert.match((body as { detail: string }).detail, /NUL character .* cannot be kept/);
      }
    }
    for (const address of ['/api/search?q=a%00b', '/api/search?q=a%ED%A0%80b', '/search?q=a%00b'])
      await ada.request.get(address).expect(400);
    const form = await openForm(server);
    for (const text of ['a%00b', 'a%ED%A0%80b']) {
      const signIn = supertest(server).post('/sign-in').set(form).set('Accept', 'text/html').type('form');
      const refused = await signIn.send(`email=${text}&password=x`).expect(400);
      assert.match(refused.text, /NUL character/);
      const matter = ada.request.post('/matters').set('Accept', 'text/html').type('form');
      await matter.send(`client=x&number=${text}&name=x`).expect(400);
    }
    assert.deepEqual(await counts(), before);
  });

  for (const [what, query] of Object.entries(letBy))
    it(`${what} that a schema let by, as the fault of the request, and the log has it`, async () => {
      const { database } = room.app('server');
      const logged: string[] = [];
      const keep = (_what: unknown, sentence: string) => void logged.push(sentence);
      const log = { error: keep, warn: keep } as never;
      const server = express();
      server.get('/api/let-by', async () => void (await database.asProcess(query)));
      server.use(respondWithProblem({ log }, () => assert.fail('no page')));
      const { body } = await supertest(server).get('/api/let-by').expect(400);
      assert.equal(body.type, 'urn:strongroom:problem:invalid-request');
      assert.match(body.detail, /out of range or cannot be kept, so nothing was changed/);
      assert.deepEqual(logged, ['a value that no column takes came as far as the database']);
    });
});
