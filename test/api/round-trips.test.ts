import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { openApp, type App } from '../../core/app.ts';
import { createServer } from '../../server/create-server.ts';
import { openStatementCounter, type RoundTrip } from '../support/count-round-trips.ts';
import { useRoom } from '../support/room.ts';
import {
  createColleague,
  createTestMatter,
  storePages,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';

type Reader = 'owner' | 'stranger' | 'administrator';
type Ids = { matter: string; document: string };

/**
 * What is asked for most, and how often each asks the database before it answers: once who asks, once for all the rest.
 * The commit of what was seen is counted apart.
 */
const commonest: { path: (ids: Ids) => string; asks: number; as?: Reader; commits: 0 | 1 }[] = [
  { path: ({ document }) => `/api/documents/${document}`, asks: 2, commits: 1 },
  { path: ({ document }) => `/documents/${document}`, asks: 2, commits: 1 },
  // A link to a page that there is no longer: the last one is shown.
  { path: ({ document }) => `/documents/${document}?page=9`, asks: 3, commits: 1 },
  { path: ({ document }) => `/api/documents/${document}/pages/1`, asks: 2, commits: 1 },
  { path: ({ document }) => `/api/documents/${document}/findings`, asks: 2, commits: 1 },
  { path: ({ document }) => `/api/documents/${document}/near-duplicates`, asks: 2, commits: 1 },
  { path: () => '/api/matters', asks: 2, commits: 1 },
  { path: () => '/matters', asks: 2, commits: 1 },
  { path: ({ matter }) => `/api/matters/${matter}`, asks: 2, commits: 1 },
  { path: ({ matter }) => `/api/matters/${matter}/documents`, asks: 2, commits: 1 },
  { path: ({ matter }) => `/matters/${matter}`, asks: 2, commits: 1 },
  // Colleagues, groups and requests, for whoever manages the members.
  { path: ({ matter }) => `/matters/${matter}`, asks: 3, as: 'owner', commits: 1 },
  { path: () => '/api/search?q=quicksilver', asks: 2, commits: 1 },
  { path: () => '/search?q=quicksilver', asks: 2, commits: 1 },
  { path: () => '/admin/dead-letters', asks: 2, as: 'administrator', commits: 1 },
  { path: () => '/api/dead-letters', asks: 2, as: 'administrator', commits: 1 },
  { path: () => '/sign-in', asks: 1, as: 'stranger', commits: 0 },
];

describe('A read asks the database once who asks, and once for all the rest', () => {
  const room = useRoom();
  let counter: Awaited<ReturnType<typeof openStatementCounter>>;
  let app: App;
  let owner: Colleague;
  let reader: Colleague;
  let administrator: Colleague;
  let ids: Ids;

  before(async () => {
    owner = await createColleague(room, 'ada');
    reader = await createColleague(room, 'ben');
    administrator = await createColleague(room, 'cleo', 'administrator');
    const matter = await createTestMatter(owner);
    await owner.request
      .put(`/api/matters/${matter}/members/${reader.id}`)
      .send({ role: 'viewer' })
      .expect(200);
    const [document] = await Promise.all(
      ['one', 'two'].map((name) =>
        uploadAs(owner, matter, { name: `${name}.txt`, content: `${name} quicksilver` }),
      ),
    );
    ids = { matter, document: document?.id ?? '' };
    await storePages(room, ids.document, ['The quicksilver lease.']);

    const { database } = room.app('server').config;
    counter = await openStatementCounter(database);
    app = openApp('server', {
      ownNetworks: () => [],
      database: { ...database, host: '127.0.0.1', port: counter.port },
    });
  });
  after(async () => {
    await app.close();
    counter.close();
  });

  const cookieOf = (as: Reader | undefined) =>
    as === 'stranger' ? '' : { owner, administrator, reader }[as ?? 'reader'].cookie;

  /** The round trips of a request, once its connections are open and its statements prepared. */
  async function countOf(path: string, cookie: string): Promise<RoundTrip[]> {
    const server = createServer(app);
    const ask = () => supertest(server).get(path).set('Cookie', cookie).expect(200);
    await ask();
    return counter.count(ask);
  }

  for (const { path, asks, as, commits } of commonest) {
    const named = path({ matter: ':matter', document: ':document' });
    it(`GET ${named}${as ? `, as ${as}` : ''}: ${asks}, and ${commits} to record what was seen`, async () => {
      const trips = await countOf(path(ids), cookieOf(as));
      const isCommit = ({ statements }: RoundTrip) =>
        statements.some((statement) => statement.includes('record_views('));
      const said = trips.map(({ statements }) => statements.map((text) => text.slice(0, 60)));
      assert.equal(trips.filter((trip) => !isCommit(trip)).length, asks, JSON.stringify(said, null, 1));
      assert.equal(trips.filter(isCommit).length, commits, JSON.stringify(said, null, 1));
    });
  }

  it('asks besides for what an account has to be told, and only where there is something', async () => {
    await room.app('ops').database.asProcess((tx) =>
      tx.accountNotice.create({
        data: { id: randomUUID(), personId: reader.id, kind: 'password-link-made' },
      }),
    );
    assert.equal((await countOf('/matters', reader.cookie)).length, 4);
    assert.equal((await countOf('/api/matters', reader.cookie)).length, 3);
  });

  it('looks for near duplicates in all matters that a person sees besides the one it is about, and in no other', async () => {
    const file = { name: 'lease.txt', content: 'The same bytes in four matters.' };
    const stored: string[] = [];
    for (const access of ['members', 'firm', 'members'] as const) {
      const matter = await createTestMatter(owner, access);
      stored.push((await uploadAs(owner, matter, file)).id);
      if (stored.length === 1)
        await owner.request.put(`/api/matters/${matter}/members/${reader.id}`).send({ role: 'viewer' });
    }
    const [own = '', ofFirm = '', unseen = ''] = stored;
    const walledOff = await createTestMatter(owner, 'firm');
    const walled = await uploadAs(owner, walledOff, file);
    await administrator.request
      .post('/api/walls')
      .send({ matterId: walledOff, personId: reader.id, reason: 'conflict of interest' })
      .expect(201);
    const page = async (who: Colleague) =>
      (await supertest(createServer(app)).get(`/documents/${own}`).set('Cookie', who.cookie).expect(200))
        .text;
    const [shown, shownToOwner] = [await page(reader), await page(owner)];
    const isNamed = (text: string, id: string) => text.includes(`/documents/${id}"`);
    assert.deepEqual(
      [ofFirm, unseen, walled.id].map((id) => isNamed(shown, id)),
      [true, false, false],
    );
    assert.deepEqual(
      [ofFirm, unseen, walled.id].map((id) => isNamed(shownToOwner, id)),
      [true, true, true],
    );
  });
});
