import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { firmAbilities, matterAbilities } from '../../../core/access/policy.ts';
import { pageRoutes, routes } from '../../../server/features.ts';
import { createServer } from '../../../server/create-server.ts';
import {
  buildSampleRequest,
  listSampledRoutes,
  routeName,
} from '../../../server/access-probe/sample-requests.ts';
import { createColleague, openForm, createTestMatter, uploadAs } from '../../support/test-firm.ts';
import { useRoom } from '../../support/room.ts';
import { routesAboutNoMatter, requiredAccess } from './required-access.ts';
import { bystander, fillDatabase, tokenOf } from './fill-database.ts';
import { generateFirm, idOf, type Matter, type Person } from './generated-firm.ts';
import { expected, judge, caseOf } from './reference-model.ts';

const firm = generateFirm();
/** These are for who administers a matter, seen or not. */
const administeredTables = new Set(['wall', 'hold_cover', 'disposal', 'ops_request', 'emergency_access']);
const sampledRoutes = new Map(
  listSampledRoutes([...routes, ...pageRoutes]).map((route) => [routeName(route), route]),
);
const matterIds = new Set(firm.matters.map((matter) => matter.id));
const nobodys: Matter = {
  index: 999,
  firm: false,
  id: idOf('b', 999),
  documentId: idOf('c', 999),
  binnedId: idOf('f', 999),
  liftedWallId: idOf('e', 999),
  releasedHoldId: idOf('9', 999),
  disposalId: idOf('8', 999),
  emergencyAccessId: idOf('7', 999),
  requestId: idOf('6', 999),
  copyOf: null,
  number: 'N-999',
};

describe('In a firm of 50 people and 200 matters', function isolation() {
  this.timeout(400_000);
  const room = useRoom();
  let express: ReturnType<typeof createServer>;
  let server: Server | undefined;
  let origin = '';
  before(async () => {
    const root = await createColleague(room, 'root');
    const { sha256 } = await uploadAs(root, await createTestMatter(root), {
      name: 'form.txt',
      content: 'the same form',
    });
    await fillDatabase(room, firm, sha256);
    await room.services.sql(`UPDATE firm_rule SET emergency_access = 'everybody'`, 'strongroom');
    express = createServer(room.app('server'));
    server = express.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const opened = new Map<number, ReturnType<typeof openForm>>();
  /** The session of a person, with a page open whose forms can be sent. */
  const open = ({ index }: Person) => {
    const form = opened.get(index) ?? openForm(express, `__Host-session=${tokenOf(index)}`);
    opened.set(index, form);
    return form;
  };

  async function ask(key: string, person: Person, matter: Matter): Promise<{ status: number; text: string }> {
    const sampled = sampledRoutes.get(key);
    assert.ok(sampled, `${key} has no sample`);
    const { address, init } = buildSampleRequest(sampled, {
      ...matter,
      personId: bystander.id,
      groupId: bystander.group,
    });
    const gone = new AbortController();
    const answer = await fetch(origin + address, {
      ...init,
      headers: { ...init.headers, ...(await open(person)), accept: '*/*' },
      redirect: 'manual',
      signal: gone.signal,
    });
    const streams = answer.headers.get('content-type')?.startsWith('text/event-stream');
    const text = streams ? '' : await answer.text();
    if (streams) gone.abort();
    // So that the addresses that follow are asked by somebody who has no emergency access.
    if (key.endsWith('glass') && answer.status < 400)
      await room.services.sql(`DELETE FROM emergency_access WHERE reason LIKE 'a court date%'`, 'strongroom');
    // What differs between two answers of the same words: ids, and who is signed in.
    return {
      status: answer.status,
      text: text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|Person \d+|p\d+@/g, 'ID'),
    };
  }

  const told = new Map<string, Promise<{ status: number; text: string }>>();
  const absent = (key: string, person: Person) => {
    const kept = `${key} ${person.administrator}`;
    const answer = told.get(kept) ?? ask(key, person, nobodys);
    told.set(kept, answer);
    return answer;
  };

  /** Who owns a matter is told on every page, whatever they ask for, of emergency access to it. */
  const withoutNotices = ({ status, text }: { status: number; text: string }) => ({
    status,
    text: text.replace(/<aside aria-label="About your account">[^]*?<\/aside>/, ''),
  });

  function pairs(): [Person, Matter][] {
    const found = new Map<string, [Person, Matter]>();
    for (const person of firm.people)
      for (const matter of firm.matters) {
        const sort = caseOf(firm, person, matter);
        if (!found.has(sort) && matter.index > 20) found.set(sort, [person, matter]);
      }
    return [...found.values()];
  }

  function assertNoOthers(text: string, person: Person, what: string) {
    for (const [mark, digits] of text.matchAll(/zq(\d{3})x/g)) {
      const matter = firm.matters[Number(digits)];
      assert.ok(
        matter && judge(firm, person, matter).sees,
        `${what} shows person ${person.index} the mark ${mark}`,
      );
    }
  }

  async function assertAbsent(person: Person, matter: Matter) {
    const { walled } = judge(firm, person, matter);
    for (const [key, asks] of Object.entries(requiredAccess)) {
      const answer = await ask(key, person, matter);
      assertNoOthers(answer.text, person, key);
      const isForAll = asks === 'search' || asks === 'ask' || (asks === 'emergency' && !walled);
      if (!isForAll) assert.equal(answer.status, 404, `${key} person ${person.index}`);
    }
  }

  it('every address there is says what it asks of a person', () => {
    const there = [...routes, ...pageRoutes].map(({ method, path }) => `${method} ${path}`);
    const said = new Set([...Object.keys(requiredAccess), ...routesAboutNoMatter]);
    assert.deepEqual(
      there.filter((key) => !said.has(key)),
      [],
      'add it to test/api/isolation/required-access.ts',
    );
    assert.deepEqual(
      [...said].filter((key) => !there.includes(key)),
      [],
      'these are no longer there',
    );
    assert.deepEqual([...sampledRoutes.keys()].toSorted(), Object.keys(requiredAccess).toSorted());
  });

  it('the database alone shows each person those rows of every table, whatever the policy says', async () => {
    const tables = (
      await room.services.sql(
        `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'matter_id'
         AND has_any_column_privilege('strongroom_server', table_name::text, 'SELECT')`,
        'strongroom',
      )
    )
      .trim()
      .split('\n');
    assert.ok(tables.length >= 10, `${tables.length} tables hang from a matter`);
    const { database } = room.app('server');
    for (const person of firm.people) {
      await database.asPerson(person.id, async (tx) => {
        for (const table of ['matter', ...tables]) {
          const column = table === 'matter' ? 'id' : 'matter_id';
          const shown = await tx.$queryRawUnsafe<{ id: string }[]>(
            `SELECT DISTINCT ${column}::text AS id FROM ${table}`,
          );
          const mine = firm.matters.filter((matter) => {
            const { sees, walled, role: part } = judge(firm, person, matter);
            if (table.startsWith('audit_event')) return false; // auditors alone read it: test/api/audit.test.ts
            if (table === 'upload_key') return sees && person.index === matter.index % 47; // who filed there
            return administeredTables.has(table)
              ? !walled && (part === 'owner' || person.administrator)
              : sees;
          });
          assert.deepEqual(
            shown
              .map((row) => row.id)
              .filter((id) => matterIds.has(id))
              .toSorted(),
            mine.map((matter) => matter.id).toSorted(),
            `${table} for person ${person.index}`,
          );
        }
      });
    }
  });

  it('every address answers every sort of person about every sort of matter as the model does', async () => {
    const wrong: string[] = [];
    for (const [person, matter] of pairs()) {
      const verdict = judge(firm, person, matter);
      for (const [key, asks] of Object.entries(requiredAccess)) {
        const answer = await ask(key, person, matter);
        assertNoOthers(answer.text, person, key);
        const wanted = expected(asks, person, verdict);
        const got = answer.status === 404 ? 'absent' : answer.status === 403 ? 'refused' : 'done';
        const sort = `${key} [${caseOf(firm, person, matter)}] person ${person.index} matter ${matter.index}`;
        if (got !== wanted) wrong.push(`${sort}: ${answer.status}, the model says ${wanted}`);
        if (got === 'done' && answer.status >= 500) wrong.push(`${sort}: ${answer.status}`);
        if (got === 'absent')
          assert.deepEqual(withoutNotices(answer), withoutNotices(await absent(key, person)), sort);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('lists, counts and finds for each person exactly the matters the model gives them', async () => {
    for (const person of firm.people) {
      const mine = firm.matters
        .filter((matter) => judge(firm, person, matter).sees)
        .map((matter) => matter.id);
      const cookie = `__Host-session=${tokenOf(person.index)}`;
      const get = async (path: string) =>
        (await fetch(origin + path, { headers: { cookie } })).json() as Promise<Record<string, never>>;
      const { items } = (await get('/api/matters?limit=200')) as unknown as { items: { id: string }[] };
      assert.deepEqual(items.map((item) => item.id).toSorted(), mine.toSorted(), `person ${person.index}`);
      const found = (await get('/api/search?q=quicksilver&limit=100')) as unknown as {
        total: number;
        hits: { matterId: string }[];
      };
      assert.equal(found.total, mine.length, `what person ${person.index} finds`);
      assert.ok(found.hits.every((hit) => mine.includes(hit.matterId)));
    }
  });

  it('with the policy switched off, nobody is told of a matter that is not theirs, nor changes it', async () => {
    const kept = [{ ...matterAbilities }, { ...firmAbilities }];
    const open = { needsProof: 'none', allows: () => true };
    for (const abilities of [matterAbilities, firmAbilities] as unknown as Record<string, typeof open>[])
      for (const name of Object.keys(abilities)) abilities[name] = open;
    try {
      for (const [person, matter] of pairs()) {
        const { sees, walled, role: part } = judge(firm, person, matter);
        if (!sees && (walled || !person.administrator || part === 'owner'))
          await assertAbsent(person, matter);
      }
    } finally {
      Object.assign(matterAbilities, kept[0]);
      Object.assign(firmAbilities, kept[1]);
    }
  });
});
