import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { FlaggedRoute } from '../../server/http/route-flags.ts';
import type { ProbeSubject } from '../../server/http/sample-request.ts';
import {
  buildSampleRequest,
  listSampledRoutes,
  routeName,
} from '../../server/access-probe/sample-requests.ts';
import { pageRoutes, routes } from '../../server/features.ts';
import {
  createColleague,
  createTestMatter,
  storePages,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

/** What shows nothing of a matter, of who may see one, or of what the audit log says: looking at it leaves no row. */
const leavesNoRow: Record<string, string> = {
  'get /': 'leads to another page',
  'get /api/openapi.json': 'the description of the API',
  'get /api/matters/:id/events': 'goes on for as long as somebody follows it: test/api/open-pages.test.ts',
  ...sayOf('the way in of whoever asks', [
    'get /account',
    'get /account/passkeys',
    'get /account/password',
    'get /account/second-factor',
    'get /account/single-sign-on',
    'get /api/account-notices',
    'get /api/keys',
    'get /api/passkeys',
    'get /api/session',
    'get /api/sessions',
    'get /confirm',
    'get /confirm/single-sign-on',
  ]),
  ...sayOf('shows two documents, and a sample has one: test/api/versions.test.ts asks for its row', [
    'get /api/documents/:id/changes',
    'get /documents/:id/changes',
  ]),
  'get /api/access-requests': 'what whoever asks typed themselves',
  ...sayOf('who works here, and in which group: a group names no matter', [
    'get /admin/groups',
    'get /api/groups',
    'get /api/people',
    'get /people',
  ]),
  ...sayOf('how the appliance is set up', [
    'get /admin/mail',
    'get /admin/single-sign-on',
    'get /admin/status',
    'get /api/backups',
    'get /api/firm-rules',
    'get /api/mail',
    'get /api/single-sign-on',
  ]),
  ...sayOf('how long is kept what: a schedule names no matter', [
    'get /admin/retention',
    'get /api/retention-schedules',
  ]),
  ...sayOf('hashes, and the program that checks them', [
    'get /api/audit/heads',
    'get /api/audit/verifier',
    'get /audit/export',
  ]),
};

function sayOf(why: string, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, why]));
}

const lists: FlaggedRoute[] = [...routes, ...pageRoutes].filter(
  ({ method, access }) => method === 'get' && access === 'signed-in',
);

describe('Every address that shows something of a matter leaves a row', function () {
  this.timeout(120_000);
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let people: Colleague[];
  let subject: ProbeSubject;
  before(async () => {
    const owner = await createColleague(room, 'owner');
    const admin = await createColleague(room, 'admin', 'administrator');
    people = [owner, admin, await createColleague(room, 'audra', 'auditor')];
    const number = `V-${owner.id.slice(0, 8)}`;
    const id = await createTestMatter(owner, 'members', number);
    const documentId = (await uploadAs(owner, id, { name: 'seen.txt', content: 'seen' })).id;
    const binnedId = (await uploadAs(owner, id, { name: 'gone.txt', content: 'gone' })).id;
    await owner.request.delete(`/api/documents/${binnedId}`).expect(204);
    await storePages(room, documentId, ['seen']);
    await sql(`UPDATE stored_object SET scanned_with = 'test', scanned_at = now()`);
    const other = await createColleague(room, 'other');
    await other.request
      .post('/api/access-requests')
      .send({ number, role: 'viewer', reason: 'a hearing' })
      .expect(201);
    const emergency = { number, hours: 1, reason: 'the hearing was moved to this afternoon' };
    const { body: taken } = await admin.request.post('/api/break-glass').send(emergency).expect(201);
    const { body: group } = await admin.request.post('/api/groups').send({ name: 'Deal' }).expect(201);
    const schedule = { name: 'Short', years: 1 };
    const { body: short } = await admin.request.post('/api/retention-schedules').send(schedule).expect(201);
    await owner.request.put(`/api/matters/${id}/closing`).send({ scheduleId: short.id }).expect(200);
    await sql(`UPDATE matter SET closed_at = now() - interval '3 years'`);
    const wanted = { matterId: id, reason: 'its time is over' };
    const { body: disposal } = await owner.request.post('/api/disposals').send(wanted).expect(201);
    const none = randomUUID();
    subject = {
      ...{ id, number, documentId, binnedId, personId: other.id, groupId: group.id },
      ...{ emergencyAccessId: taken.id, liftedWallId: none, releasedHoldId: none, disposalId: disposal.id },
      requestId: none,
    };
  });

  type Look = { who: Colleague; requestId: string; status: number };

  async function look(who: Colleague, address: string): Promise<Look> {
    const requestId = randomUUID();
    const accept = address.startsWith('/api/') ? '*/*' : 'text/html';
    const { status } = await who.request.get(address).set({ 'X-Request-Id': requestId, Accept: accept });
    return { who, requestId, status };
  }

  /** Which requests have a row of whoever asked. */
  async function findRecorded(looks: readonly Look[]): Promise<Set<string>> {
    const rows = await sql(
      `SELECT split_part(request_id, '/', 2) || person_id FROM audit_event WHERE person_id IS NOT NULL`,
    );
    const recorded = new Set(rows.trim().split('\n'));
    const has = ({ who, requestId }: Look) => recorded.has(requestId + who.id);
    return new Set(looks.filter(has).map(({ requestId }) => requestId));
  }

  it('or is on the list of those that show nothing of one', async () => {
    const sampled = new Map(listSampledRoutes(lists).map((route) => [routeName(route), route]));
    const shown: (Look & { name: string })[] = [];
    const asked = lists.filter(
      (route) => !(routeName(route) in leavesNoRow) && typeof route.sample !== 'string',
    );
    for (const route of asked) {
      const sample = sampled.get(routeName(route));
      const address = sample ? buildSampleRequest(sample, subject).address : route.path;
      for (const who of people) {
        const seen = await look(who, address);
        if (seen.status < 300) shown.push({ ...seen, name: routeName(route) });
      }
    }
    const recorded = await findRecorded(shown);
    const untold = shown
      .filter(({ requestId }) => !recorded.has(requestId))
      .map(({ name, who }) => `${name} as ${who.email.split('-')[0]}`);
    assert.deepEqual(untold, []);
    const shownNames = new Set(shown.map(({ name }) => name));
    assert.deepEqual(
      asked.map(routeName).filter((name) => !shownNames.has(name)),
      [],
      'what nobody is shown proves nothing',
    );
  });

  it('and so does the list of what a person alone owns, which is about a person', async () => {
    const [owner, admin] = people as [Colleague, Colleague];
    const seen = await look(admin, `/api/people/${owner.id}/matters`);
    assert.deepEqual([seen.status, (await findRecorded([seen])).size], [200, 1]);
  });

  it('and that list names addresses that there are, and no other', () => {
    const names = new Set(lists.map(routeName));
    assert.deepEqual(
      Object.keys(leavesNoRow).filter((name) => !names.has(name)),
      [],
    );
  });
});
