import assert from 'node:assert/strict';
import { audiences } from '../../core/audit/audiences.ts';
import { verifyExport } from '../../core/audit/verify-export.ts';
import {
  createColleague,
  createTestMatter,
  storePages,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Row = {
  seq: number;
  event: string;
  matter: { id: string } | null;
  documentId: string | null;
  detail: Record<string, unknown>;
};

describe('Rows beside a matter tell nothing of it to an auditor whom a wall keeps from it', function () {
  this.timeout(120_000);
  const room = useRoom();
  const sql = async (statement: string) => (await room.services.sql(statement, 'strongroom')).trim();
  let stella: Colleague;
  let olga: Colleague;
  let audrey: Colleague;
  let wally: Colleague;
  let walled: string;
  let open: string;
  let secret: string;
  let plain: string;
  const number = 'ZX-2026-200';

  before(async () => {
    [stella, olga] = [await createColleague(room, 'stella'), await createColleague(room, 'olga')];
    const admin = await createColleague(room, 'admin', 'administrator');
    [audrey, wally] = [
      await createColleague(room, 'audrey', 'auditor'),
      await createColleague(room, 'wally', 'auditor'),
    ];
    const matter = { client: 'Zephyrine Holdings', number, name: 'Project Quokka', access: 'members' };
    walled = (await stella.request.post('/api/matters').send(matter).expect(201)).body.id as string;
    open = await createTestMatter(stella);
    secret = (await uploadAs(stella, walled, { name: 's.txt', content: 'same bytes' })).id;
    plain = (await uploadAs(stella, open, { name: 'p.txt', content: 'same bytes' })).id;
    await storePages(room, secret, ['the secretword and the common thing']);
    await storePages(room, plain, ['the plainword and the common common common thing']);
    const wall = { matterId: walled, personId: audrey.id, reason: 'Other side' };
    await admin.request.post('/api/walls').send(wall).expect(201);
  });

  const read = async (who: Colleague, query: Record<string, string> = {}): Promise<Row[]> => {
    const answer = await who.request.get('/api/audit').query({ limit: '100', ...query });
    assert.equal(answer.status, 200);
    return answer.body.items as Row[];
  };
  const exported = async (who: Colleague): Promise<string> => {
    const answer = await who.request
      .get('/api/audit/export')
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks).toString()));
      });
    return String(answer.body);
  };
  const search = async (by: Colleague, q: string, limit = '20') => {
    const answer = await by.request.get('/api/search').query({ q, limit });
    assert.equal(answer.status, 200);
    return Number(answer.body.total);
  };
  const words = async (who: Colleague) =>
    (await read(who, { event: 'search.asked' })).map(({ detail }) => String(detail['q']));

  it('of a search: neither words nor counts where a page of it was shown or counted, or the words mean it', async () => {
    assert.equal(await search(stella, 'secretword'), 1);
    assert.equal(await search(stella, 'common', '1'), 2);
    for (const q of [number, 'ZX 2026 200', 'zephyrine AND fraud', 'quokka']) await search(olga, q);
    assert.equal(await search(stella, 'plainword'), 1);
    assert.equal(await search(olga, 'nothingatall'), 0);
    assert.deepEqual(await words(audrey), ['nothingatall', 'plainword']);
    assert.equal((await words(wally)).length, 8);
    const text = await exported(audrey);
    for (const q of ['secretword', number, 'zephyrine', 'quokka', 'common']) assert.ok(!text.includes(q), q);
    assert.ok(text.includes('plainword'));
  });

  it('and whoever asks for all of a matter finds what a search, a list and near duplicates showed of it', async () => {
    await stella.request.get('/api/matters').expect(200);
    await stella.request.get(`/api/documents/${plain}/near-duplicates`).expect(200);
    const events = (await read(wally, { matter: walled })).map(({ event }) => event);
    for (const event of ['search.asked', 'matter.listed', 'near-duplicates.viewed', 'matter.created'])
      assert.ok(events.includes(event), event);
    const ofOpen = await read(wally, { matter: open, event: 'search.asked' });
    assert.deepEqual(
      ofOpen.map(({ detail }) => detail['q']),
      ['plainword', 'common'],
    );
    const hidden = await read(audrey);
    assert.ok(!hidden.some(({ event }) => ['matter.listed', 'near-duplicates.viewed'].includes(event)));
    assert.ok(!JSON.stringify(hidden).includes(walled));
  });

  it('of a notice: neither kind nor owners, when it is made and when it is acknowledged', async () => {
    const { body } = await stella.request.get('/api/account-notices').expect(200);
    const notices = body.items as { id: string; kind: string }[];
    const raised = notices.find(({ kind }) => kind === 'wall-raised');
    assert.ok(raised);
    await stella.request.post(`/api/account-notices/${raised.id}/acknowledge`).expect(204);
    const about = async (who: Colleague) =>
      (await read(who))
        .filter(
          ({ event, detail }) => event.startsWith('account-notice.') && detail['kind'] === 'wall-raised',
        )
        .map(({ event, matter }) => [event, matter?.id]);
    assert.deepEqual(await about(wally), [
      ['account-notice.acknowledged', walled],
      ['account-notice.made', walled],
    ]);
    assert.deepEqual(await about(audrey), []);
    assert.ok(
      (await read(audrey)).some(({ event }) => event === 'wall.raised'),
      'the act is shown',
    );
    const page = await audrey.request.get('/audit').set('Accept', 'text/html').expect(200);
    for (const text of [await exported(audrey), page.text]) assert.ok(!text.includes('wall-raised'));
  });

  it('of a comparison: not the document behind the wall', async () => {
    await stella.request.get(`/api/documents/${plain}/changes`).query({ from: secret }).expect(200);
    const compared = async (who: Colleague) =>
      (await read(who, { event: 'document.compared' })).map(({ documentId, detail }) => [documentId, detail]);
    assert.deepEqual(await compared(audrey), [[plain, {}]]);
    assert.deepEqual(
      new Set((await compared(wally)).map((row) => JSON.stringify(row))),
      new Set([JSON.stringify([plain, { with: secret }]), JSON.stringify([secret, { with: plain }])]),
    );
    assert.equal((await read(audrey, { matter: open, event: 'document.compared' })).length, 1);
    const text = await exported(audrey);
    assert.ok(!text.includes(secret));
    assert.match(text, /"kind":"withheld",[^\n]*"event":"document.compared"/);
  });

  it('nor do rows of an earlier version, which do not say of which matter they are', async () => {
    const add = (event: string, detail: object) =>
      sql(`INSERT INTO audit_event (event, person_id, request_id, detail)
        VALUES ('${event}', '${stella.id}', 'old', '${JSON.stringify(detail)}')`);
    await add('search.asked', { q: 'oldsecret', total: 1 });
    await add('search.asked', { q: 'oldnothing', total: 0 });
    await add('account-notice.made', { kind: 'restore-asked', people: 2 });
    await add('account-notice.acknowledged', { notice: open, kind: 'restore-asked' });
    await add('account-notice.made', { kind: 'mail-changed', people: 2 });
    const old = async (who: Colleague) =>
      JSON.stringify((await read(who)).map(({ detail }) => detail)).match(
        /oldsecret|oldnothing|restore-asked|mail-changed/g,
      );
    assert.deepEqual(await old(audrey), ['mail-changed', 'oldnothing']);
    assert.equal((await old(wally))?.length, 5);
  });

  it('and both exports are proven whole', async () => {
    for (const who of [audrey, wally]) {
      const bytes = Buffer.from(await exported(who));
      const { whole, sentence } = await verifyExport(
        (async function* chunks() {
          yield bytes;
        })(),
      );
      assert.ok(whole, sentence);
    }
  });

  it('the database knows the same kinds of notices about matters', async () => {
    const kinds = Object.values(audiences).flatMap((telling) =>
      'owners' in telling ? [...telling.owners] : [],
    );
    const known = await sql('SELECT unnest(notices_about_matters())');
    assert.deepEqual(known.split('\n').toSorted(), [...new Set([...kinds, 'owners-have-left'])].toSorted());
  });
});
