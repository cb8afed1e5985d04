import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  createColleague,
  createTestMatter,
  storePages,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

const sevenYears = '5ced0000-0000-4000-8000-000000000007';

type Asked = { status: number; send: (about: Firm, requestId: string) => Promise<{ status: number }> };
type Firm = {
  matterId: string;
  closedId: string;
  /** Of a document of two pages that is read, one under a hold, one that came in another, one that is in the bin. */
  read: string;
  held: string;
  inside: string;
  binned: string;
  inClosed: string;
  key: string;
};

describe('A refusal that tells a state', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  let root: Colleague;
  let firm: Firm;
  const sql = async (statements: string) => (await room.services.sql(statements, 'strongroom')).trim();
  const file = (into: string, key: string, query: object = {}) =>
    ben.request
      .post(`/api/matters/${into}/documents`)
      .query({ filename: 'lease.txt', ...query })
      .set({ 'Content-Type': 'application/octet-stream', 'Idempotency-Key': key });

  before(async () => {
    [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    root = await createColleague(room, 'root', 'administrator');
    const [matterId, closedId] = [await createTestMatter(ada), await createTestMatter(ada)];
    for (const id of [matterId, closedId])
      await ada.request.put(`/api/matters/${id}/members/${ben.id}`).send({ role: 'editor' }).expect(200);
    const document = async (into: string) => {
      const { id } = await uploadAs(ben, into, { name: 'a.txt', content: randomUUID() });
      await storePages(room, id, ['one', 'two']);
      return id;
    };
    const [read, held, inside, binned] = [
      await document(matterId),
      await document(matterId),
      await document(matterId),
      await document(matterId),
    ];
    const inClosed = await document(closedId);
    await sql(`UPDATE document SET parent_id = '${read}', part = 1 WHERE id = '${inside}'`);
    const covers = [{ matterId, documentId: held }];
    await ada.request.post('/api/holds').send({ name: 'Lind', reason: 'a claim', covers }).expect(201);
    await ben.request.delete(`/api/documents/${binned}`).expect(204);
    await ada.request.put(`/api/matters/${closedId}/closing`).send({ scheduleId: sevenYears }).expect(200);
    const key = randomUUID();
    await file(matterId, key).send(Buffer.from('the same')).expect(201);
    firm = { matterId, closedId, read, held, inside, binned, inClosed, key };
  });

  const get = (path: (about: Firm) => string, status: number): Asked => ({
    status,
    send: (about, requestId) => ben.request.get(path(about)).set('X-Request-Id', requestId),
  });
  const post = (path: (about: Firm) => string, status: number, body: object = {}): Asked => ({
    status,
    send: (about, requestId) => ben.request.post(path(about)).set('X-Request-Id', requestId).send(body),
  });
  const remove = (id: (about: Firm) => string, status: number): Asked => ({
    status,
    send: (about, requestId) =>
      ben.request.delete(`/api/documents/${id(about)}`).set('X-Request-Id', requestId),
  });
  const upload = (
    send: (about: Firm) => ReturnType<typeof file>,
    status: number,
    content: string,
  ): Asked => ({
    status,
    send: (about, requestId) => send(about).set('X-Request-Id', requestId).send(Buffer.from(content)),
  });
  const all: Record<string, Asked> = {
    'the number of pages': get(({ read }) => `/api/documents/${read}/pages/99`, 404),
    'that there is no version before, on a page': get(({ read }) => `/documents/${read}/changes`, 400),
    'that there is no version before': get(({ read }) => `/api/documents/${read}/changes`, 400),
    'in what it came': remove(({ inside }) => inside, 409),
    'a hold, to whoever deletes': remove(({ held }) => held, 409),
    'a hold, to whoever replaces': upload(
      ({ matterId, held }) => file(matterId, randomUUID(), { replaces: held }),
      409,
      'new',
    ),
    'that a matter is closed, to whoever files': upload(
      ({ closedId }) => file(closedId, randomUUID()),
      409,
      'new',
    ),
    'that a matter is closed, to whoever deletes': remove(({ inClosed }) => inClosed, 409),
    'that no password is waited for': post(({ read }) => `/api/documents/${read}/password`, 409, {
      password: 'x',
    }),
    'that nothing failed': post(({ read }) => `/api/documents/${read}/retry`, 409),
    'that it is not in the bin': post(({ read }) => `/api/documents/${read}/restore`, 409),
    'that it is in the bin': remove(({ binned }) => binned, 204),
    'that it is in another matter': upload(
      ({ matterId, inClosed }) => file(matterId, randomUUID(), { replaces: inClosed }),
      404,
      'new',
    ),
    'what was filed with a key': upload(({ matterId, key }) => file(matterId, key), 201, 'the same'),
    'that another file was filed with a key': upload(
      ({ matterId, key }) => file(matterId, key),
      422,
      'another',
    ),
  };

  for (const [what, { status, send }] of Object.entries(all))
    it(`leaves a row: ${what}`, async () => {
      const requestId = randomUUID();
      assert.equal((await send(firm, requestId)).status, status);
      const found = await sql(
        `SELECT event || ' ' || matter_id FROM audit_event WHERE person_id = '${ben.id}'
         AND split_part(request_id, '/', 2) = '${requestId}' AND matter_id IS NOT NULL`,
      );
      assert.match(found, /^(?:access\.denied|document\.viewed) [0-9a-f-]{36}$/);
    });

  it('says in its row why, and of which document', async () => {
    const requestId = randomUUID();
    await ben.request.delete(`/api/documents/${firm.held}`).set('X-Request-Id', requestId).expect(409);
    const row = await sql(
      `SELECT document_id, detail::jsonb->>'ability', detail::jsonb->>'reason' FROM audit_event
       WHERE split_part(request_id, '/', 2) = '${requestId}'`,
    );
    assert.equal(row, `${firm.held}|delete documents|on-hold`);
  });

  it('leaves one for an owner and for an administrator, who manage a matter', async () => {
    const of = async (who: Colleague, asked: (requestId: string) => Promise<{ status: number }>) => {
      const requestId = randomUUID();
      assert.equal((await asked(requestId)).status, 409);
      return sql(
        `SELECT event, detail::jsonb->>'reason' FROM audit_event WHERE person_id = '${who.id}' AND matter_id = '${firm.closedId}'
         AND split_part(request_id, '/', 2) = '${requestId}'`,
      );
    };
    const closeAgain = (requestId: string) =>
      ada.request
        .put(`/api/matters/${firm.closedId}/closing`)
        .set('X-Request-Id', requestId)
        .send({ scheduleId: sevenYears });
    assert.equal(await of(ada, closeAgain), 'access.denied|conflict');
    const propose = (requestId: string) =>
      root.request
        .post('/api/disposals')
        .set('X-Request-Id', requestId)
        .send({ matterId: firm.closedId, reason: 'early' });
    assert.equal(await of(root, propose), 'access.denied|conflict');
    const seeIt = async (requestId: string) => {
      const number = await sql(`SELECT number FROM matter WHERE id = '${firm.closedId}'`);
      return ben.request
        .post('/api/access-requests')
        .set('X-Request-Id', requestId)
        .send({ number, role: 'editor', reason: 'to help' });
    };
    assert.equal(await of(ben, seeIt), 'access.denied|conflict');
  });

  it('and what tells none leaves none: a wrong request', async () => {
    const requestId = randomUUID();
    await file(firm.matterId, randomUUID()).set('X-Request-Id', requestId).send(Buffer.alloc(0)).expect(422);
    assert.equal(
      await sql(`SELECT event FROM audit_event WHERE split_part(request_id, '/', 2) = '${requestId}'`),
      '',
    );
  });
});
