import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  openForm,
  createTestMatter,
  colleaguePassword,
  uploadAs,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('The pages', () => {
  const room = useRoom();
  const newServer = () => createServer(room.app('server'));
  const stranger = () => supertest(newServer());

  it('lead whoever is not signed in to the sign-in, and from there back', async () => {
    const asked = await stranger().get('/documents/7?page=2').set('Accept', 'text/html');
    assert.equal(asked.status, 303);
    assert.equal(asked.headers['location'], '/sign-in?next=%2Fdocuments%2F7%3Fpage%3D2');
    const acted = await stranger().post('/sign-out').set('Accept', 'text/html');
    assert.equal(acted.headers['location'], '/sign-in');

    const ada = await createColleague(room, 'ada');
    const form = await openForm(newServer());
    const signIn = (next: string) =>
      stranger()
        .post('/sign-in')
        .set(form)
        .type('form')
        .send({ email: ada.email, password: colleaguePassword, next });
    assert.equal((await signIn('/documents/7?page=2')).headers['location'], '/documents/7?page=2');
    assert.equal((await signIn('//evil.example/')).headers['location'], '/matters');
  });

  it('hold their scripts and styles, imported ones too, to how they were built', async () => {
    const { text } = await stranger().get('/sign-in').expect(200);
    const tags = text.match(/<(?:script|link)[^>]*>/g) ?? [];
    const loaded = tags.filter((tag) => /<script|stylesheet|modulepreload/.test(tag));
    assert.ok(loaded.length > 10, `${loaded.length} scripts and styles`);
    const files = new Map<string, string>();
    for (const tag of loaded) {
      const [, path = ''] = /(?:src|href)="([^"]+)"/.exec(tag) ?? [];
      const source = (await stranger().get(path).buffer(true).expect(200)).text;
      const digest = createHash('sha384').update(source).digest('base64');
      assert.ok(tag.includes(`integrity="sha384-${digest}"`), tag);
      files.set(path.slice(path.lastIndexOf('/') + 1), source);
    }
    const imported = [...files.values()].flatMap((source) =>
      [...source.matchAll(/^(?:import|export) .*from ["']\.\/([^"']+)/gm)].map(([, file = '']) => file),
    );
    assert.ok(imported.length > 10, `${imported.length} imports`);
    assert.deepEqual(
      imported.filter((file) => !files.has(file)),
      [],
    );
  });

  it('refuse a form that another site sent along', async () => {
    const ada = await createColleague(room, 'ada');
    const answer = await ada.request
      .post('/matters')
      .set({ Accept: 'text/html', 'Sec-Fetch-Site': 'cross-site' })
      .type('form')
      .send({ client: 'a', number: 'b', name: 'c' });
    assert.equal(answer.status, 403);
    assert.match(answer.text, /came from another site/);
    const matters = await ada.request.get('/api/matters').expect(200);
    assert.deepEqual((matters.body as { items: unknown[] }).items, []);
  });

  it('hold no script or style of their own, whatever names are in them', async () => {
    const ada = await createColleague(room, 'ada', 'administrator');
    const matter = await createTestMatter(ada);
    const hostile = '"><script>alert(1)</script><b style="x" onclick="y">';
    const document = await uploadAs(ada, matter, { name: hostile, content: 'hostile' });
    const addresses = ['/sign-in', '/matters', `/matters/${matter}`, `/documents/${document.id}`];
    const others = [`/search?q=${encodeURIComponent(hostile)}`, '/people', '/admin/status', '/nowhere'];
    for (const address of [...addresses, ...others]) {
      const { text } = await ada.request.get(address).set('Accept', 'text/html').redirects(1);
      const tags = text.match(/<[a-z][^>]*>/g) ?? [];
      assert.ok(tags.length > 10, address);
      assert.deepEqual(
        tags.filter((tag) => /^<script(?! type="module" src="\/assets\/)/.test(tag)),
        [],
        address,
      );
      assert.deepEqual(
        tags.filter((tag) => /\s(style|on\w+)=/.test(tag.replaceAll(/"[^"]*"/g, '""'))),
        [],
        address,
      );
    }
  });

  it('may be kept by nobody, their assets by everybody until the next release', async () => {
    const page = await stranger().get('/sign-in').expect(200);
    assert.equal(page.headers['cache-control'], 'no-store');
    const address = /href="(\/assets\/[^"]+\/strongroom\.css)"/.exec(page.text)?.[1] ?? '';
    const sheet = await stranger()
      .get(address)
      .expect(200)
      .expect('Content-Type', /^text\/css/);
    assert.match(sheet.headers['cache-control'] ?? '', /immutable/);
    const older = await stranger().get('/assets/older/strongroom.css').expect(200);
    assert.equal(older.headers['cache-control'], 'no-cache');
  });

  it('take several files in one form, and say which one is empty', async () => {
    const ada = await createColleague(room, 'ada');
    const matter = await createTestMatter(ada);
    const answer = await ada.request
      .post(`/matters/${matter}/documents`)
      .attach('file', Buffer.from('first'), 'first.txt')
      .attach('file', Buffer.alloc(0), 'hollow.txt')
      .attach('file', Buffer.from('third'), 'third.txt');
    assert.equal(answer.status, 422);
    assert.match(answer.text, /2 documents filed before that\. hollow\.txt: The file is empty/);
    const listed = await ada.request.get(`/api/matters/${matter}/documents`).expect(200);
    const { items } = listed.body as { items: { filename: string }[] };
    assert.deepEqual(items.map((item) => item.filename).toSorted(), ['first.txt', 'third.txt']);
  });

  it('show the figures of the whole firm to administrators only', async () => {
    const member = await createColleague(room, 'member');
    const boss = await createColleague(room, 'boss', 'administrator');
    await uploadAs(member, await createTestMatter(member), { name: 'one.txt', content: 'one' });
    assert.equal((await member.request.get('/admin/status')).status, 403);
    const { text } = await boss.request.get('/admin/status').expect(200);
    const waiting = /<strong>(\d+)<\/strong><span class="chip busy" data-state="stored">/.exec(text)?.[1];
    assert.ok(Number(waiting) > 0, 'documents of matters the administrator may not see are counted');
    assert.match(text, /No backup has succeeded in the last 26 hours/);
  });
});
