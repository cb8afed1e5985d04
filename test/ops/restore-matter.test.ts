import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openApp, type App } from '../../core/app.ts';
import type { ProcessName } from '../../core/platform/secrets.ts';
import { findRestoreOwners } from '../../ops/restore-matter/find-matter-owners.ts';
import { createColleague } from '../support/test-firm.ts';
import { run } from '../support/run-program.ts';
import type { Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

type Restored = { matterId: string; documents: number; owners: string[]; faults: string[] };

describe('one matter comes back out of a backup', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let asServer: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];
  let owner: string;

  const restoreMatter = async (...args: string[]) => {
    const ran = await ops.ask(['restore-matter', '--json', ...args]);
    assert.notEqual(ran.stdout, '', ran.stderr);
    return { ...ran, said: JSON.parse(ran.stdout) as Restored & { error?: string } };
  };
  const filed = (matterId: string) =>
    asServer.database.asPerson(owner, (tx) =>
      tx.document.findMany({ where: { matterId }, orderBy: { filename: 'asc' } }),
    );

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    asServer = openApp('server');
    documents = await storeDocuments(app, services, [1, 300_000, 6 * 1024 ** 2, 20]);
    await services.sql(family(documents), 'strongroom');
    owner = (await services.sql('SELECT person_id FROM membership', 'strongroom')).trim();
    for (const command of [
      ['init-repository', '--recovery-key-file', '/run/keys/recovery-key'],
      ['backup'],
    ]) {
      const ran = await ops.ask(command);
      assert.equal(ran.code, 0, ran.stderr);
    }
  });
  after(async () => {
    await app.close();
    await asServer.close();
  });

  it('as a matter of its own that its owner alone sees, with every byte, and leaves the old one as it is', async () => {
    const before = await services.sql(`SELECT * FROM document ORDER BY id`, 'strongroom');
    const { code, said, stderr } = await restoreMatter('1');
    assert.equal(code, 0, stderr);
    assert.deepEqual([said.documents, said.faults], [3, []]);
    const old = documents.map(({ id }) => `'${id}'`).join();
    assert.equal(
      await services.sql(`SELECT * FROM document WHERE id IN (${old}) ORDER BY id`, 'strongroom'),
      before,
    );
    const rows = await filed(said.matterId);
    assert.deepEqual(
      rows.map(({ filename, sha256, version, newest, state }) => [filename, sha256, version, newest, state]),
      [
        ['a.pdf', documents[0]?.sha256, 1, false, 'stored'],
        ['b.pdf', documents[1]?.sha256, 2, true, 'stored'],
        ['mail.eml', documents[2]?.sha256, 1, true, 'stored'],
      ],
    );
    assert.equal(rows[1]?.versionOf, rows[0]?.id);
    // Each waits for its virus check, and what was in the message comes with it.
    const steps = await app.database.asProcess((tx) =>
      tx.documentStep.findMany({ where: { matterId: said.matterId } }),
    );
    assert.deepEqual(
      steps.map(({ name, state, bulk }) => [name, state, bulk]),
      Array(3).fill(['scan', 'requested', true]),
    );
    const members = await app.database.asProcess((tx) =>
      tx.membership.findMany({ where: { matterId: said.matterId } }),
    );
    assert.deepEqual(
      members.map(({ personId, role }) => [personId, role]),
      [[owner, 'owner']],
    );
    assert.ok(!existsSync(join(services.dataDir, 'ops', 'rehearsal')));
  });

  it('ordered in the pages, for its owners alone, and says in words when it cannot', async () => {
    const room = { services, app: (name: ProcessName) => (name === 'server' ? asServer : app) };
    const zoe = await createColleague(room, 'zoe');
    const boss = await createColleague(room, 'boss', 'administrator');
    const [, wanted] = documents;
    const matter = await services.sql(
      `SELECT matter_id FROM document WHERE id = '${wanted?.id ?? ''}'`,
      'strongroom',
    );
    await services.sql(ownerByGroup(zoe.id, matter.trim()), 'strongroom');
    const wanda = await createColleague(room, 'wanda', 'administrator');
    await services.sql(wallsAgainst(wanda.id, matter.trim()), 'strongroom');
    const order = (input: object) => boss.request.post('/api/restores').send(input).expect(202);
    // By its number, although what came back of it before is there as well.
    const { body: good } = await order({ matter: '1', documentId: wanted?.id });
    const { body: bad } = await order({ matter: '1', snapshot: '0123456789' });
    const name = `strongroom-test-${process.pid}-orders`;
    const daemon = ops.start(name, []);
    let both: Map<string, Ordered>;
    try {
      both = await waitFor('both orders to end', 180, async () => {
        const { body } = await zoe.request.get('/api/restores').expect(200);
        const ended = (body.items as Ordered[]).filter(({ endedAt }) => endedAt !== null);
        return ended.length === 2 ? new Map(ended.map((each) => [each.id, each])) : undefined;
      });
    } finally {
      await run('docker', ['stop', '--time', '20', name]);
    }
    assert.equal((await daemon.ended).code, 0);
    const { state, reason } = both.get(bad.id) ?? {};
    assert.deepEqual([state, /kept no longer.*Request it from another/.test(reason ?? '')], ['failed', true]);
    const done = both.get(good.id);
    assert.deepEqual([done?.state, done?.reason, done?.restoredMatterId], ['done', null, good.id]);
    const { body } = await zoe.request.get(`/api/matters/${good.id}/documents`).expect(200);
    assert.deepEqual(
      (body.items as { filename: string; sha256: string }[]).map(({ filename, sha256 }) => [
        filename,
        sha256,
      ]),
      [['b.pdf', wanted?.sha256]],
    );
    // Who ordered it is told that it is there, and sees nothing of it.
    await boss.request.get(`/api/matters/${good.id}`).expect(404);
    // It stands behind the walls of the matter it was, those that are over or lifted aside.
    const walls = await app.database.asProcess((tx) => tx.wall.findMany({ where: { matterId: good.id } }));
    assert.deepEqual(walls.map(({ reason }) => reason).toSorted(), ['later', 'today']);
    // What came back before has the same number.
    await services.sql(`UPDATE matter SET number = 'back' WHERE id = '${good.id}'`, 'strongroom');
    const smash = { number: 'back', hours: 1, reason: 'the hearing was moved to this afternoon' };
    await wanda.request.post('/api/break-glass').send(smash).expect(404);
    const { body: told } = await boss.request.get('/api/restores').expect(200);
    assert.deepEqual(
      (told.items as Ordered[]).map(({ restoredMatterId }) => restoredMatterId),
      [null, null],
    );
  });

  it('that was since deleted, or one document of it', async () => {
    const gone = documents.map(({ sha256 }) => `'${sha256}'`).join();
    await services.sql(
      `SET session_replication_role = replica; DELETE FROM membership; DELETE FROM document; DELETE FROM matter; DELETE FROM stored_object WHERE sha256 IN (${gone});`,
      'strongroom',
    );
    const { code, said, stderr } = await restoreMatter('1', '--document', documents[1]?.id ?? '');
    assert.equal(code, 0, stderr);
    const [row] = await filed(said.matterId);
    assert.deepEqual([row?.filename, row?.version, row?.versionOf], ['b.pdf', 1, null]);
    const events = await app.database.asProcess((tx) =>
      tx.auditEvent.findMany({ where: { event: 'matter.restored' }, orderBy: { seq: 'asc' } }),
    );
    assert.equal(events.length, 3);
    assert.equal((JSON.parse(events[2]?.detail ?? '{}') as Restored).documents, 1);
  });

  it('for an owner who is disabled for the moment, and for groups, not for who is in them', async () => {
    const [matter] = await app.database.asProcess((tx) => tx.matter.findMany({ take: 1 }));
    const matterId = matter?.id ?? '';
    const [away, guest] = [randomUUID(), randomUUID()];
    for (const id of [away, guest]) {
      const person = { id, email: `${id}@firm.example`, name: 'Colleague', passwordHash: 'none' };
      await app.database.asProcess((tx) => tx.person.create({ data: person }));
    }
    await services.sql(
      `INSERT INTO membership (matter_id, person_id, role) VALUES ('${matterId}', '${away}', 'owner');
       UPDATE person SET disabled_at = now() WHERE id = '${away}';
       ${ownerByGroup(guest, matterId).replace('Partners', 'Guests')}`,
      'strongroom',
    );
    const { people, groups, readers } = await findRestoreOwners(app, app.database, matterId);
    assert.ok(people.some(({ id }) => id === away) && !readers.some(({ id }) => id === away));
    assert.ok(readers.some(({ id }) => id === guest) && !people.some(({ id }) => id === guest));
    const named = await app.database.asProcess((tx) =>
      tx.personGroup.findMany({ where: { name: 'Guests' } }),
    );
    assert.ok(groups.includes(named[0]?.id ?? 'none'));
    // Where the matter is gone, the backup says who owned it; who is in the group says the group as it is now.
    let questions = 0;
    const asProcess = async (work: Parameters<typeof app.database.asProcess>[0]) => {
      questions += 1;
      if (questions === 1) return 0;
      await services.sql(`DELETE FROM group_member WHERE person_id = '${guest}'`, 'strongroom');
      return app.database.asProcess(work);
    };
    const withoutMatter = { database: { asProcess } } as unknown as Pick<App, 'database'>;
    const since = await findRestoreOwners(withoutMatter, app.database, matterId);
    assert.ok(!since.readers.some(({ id }) => id === guest), 'has left the group since the backup');
    await services.sql(
      `DELETE FROM group_grant WHERE group_id = '${named[0]?.id}'; DELETE FROM membership WHERE person_id = '${away}';`,
      'strongroom',
    );
  });

  it('for nobody when none of its owners may see it now', async () => {
    await services.sql('UPDATE person SET disabled_at = now();', 'strongroom');
    const matters = await app.database.asProcess((tx) => tx.matter.findMany());
    for (const { id } of matters) await assert.rejects(findRestoreOwners(app, app.database, id), noOwner);
    await services.sql('UPDATE person SET disabled_at = NULL;', 'strongroom');
    for (const { id } of matters)
      assert.equal((await findRestoreOwners(app, app.database, id)).readers[0]?.id, owner);
    await services.sql(
      `INSERT INTO wall (id, matter_id, person_id, reason, raised_by) SELECT gen_random_uuid(), id, created_by, 'conflict', created_by FROM matter;`,
      'strongroom',
    );
    for (const { id } of matters) await assert.rejects(findRestoreOwners(app, app.database, id), noOwner);
  });
});

type Ordered = {
  id: string;
  state: string;
  reason: string | null;
  endedAt: string | null;
  restoredMatterId: string | null;
};

function ownerByGroup(person: string, matter: string): string {
  const group = randomUUID();
  return `
    INSERT INTO person_group (id, name) VALUES ('${group}', 'Partners');
    INSERT INTO group_member (group_id, person_id) VALUES ('${group}', '${person}');
    INSERT INTO group_grant (matter_id, group_id, role) VALUES ('${matter}', '${group}', 'owner');`;
}

/** One that stands, one that is to come, one that is over and one that was lifted. */
function wallsAgainst(person: string, matter: string): string {
  const wall = (reason: string, begins: string, more = 'NULL, NULL') =>
    `(gen_random_uuid(), '${matter}', '${person}', '${reason}', now() + '${begins}', now() + '${begins}' + interval '1 day', '${person}', ${more})`;
  const walls = [
    wall('today', '0'),
    wall('later', '3 days'),
    wall('over', '-3 days'),
    wall('lifted', '0', `now(), '${person}'`),
  ];
  return `
    INSERT INTO wall (id, matter_id, person_id, reason, starts_at, ends_at, raised_by, lifted_at, lifted_by) VALUES ${walls.join()};`;
}

const noOwner = /None of the owners of this matter works here any more, or all are behind a wall/;

/** Two versions of a letter, and a message with an attachment, in a matter with one owner. */
function family(documents: readonly StoredDocument[]): string {
  const [first, second, mail, inside] = documents.map(({ id }) => id);
  return `
    UPDATE document SET filename = 'a.pdf', newest = false WHERE id = '${first}';
    UPDATE document SET filename = 'b.pdf', version_of = '${first}', version = 2 WHERE id = '${second}';
    UPDATE document SET filename = 'mail.eml' WHERE id = '${mail}';
    UPDATE document SET filename = 'inside.txt', parent_id = '${mail}', part = 1 WHERE id = '${inside}';
    INSERT INTO membership (matter_id, person_id, role) SELECT id, created_by, 'owner' FROM matter;`;
}
