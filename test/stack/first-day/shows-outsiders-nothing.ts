import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ClientResponse, ApiClient, ApiDocument, ApiMatter } from '../../support/client.ts';
import { signInAdministrator, createApplianceColleague } from './appliance.ts';

/** Ids of things, and of requests. */
const ids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g;

/** Headers that differ from one request to the next, whatever is asked for. */
const counting = /^(?:date|x-request-id|etag|content-length|set-cookie|ratelimit-(?:remaining|reset))$/;

/** An answer without what differs between any two answers: ids, times and counts. */
async function toComparable(asked: Promise<ClientResponse>): Promise<string> {
  const answer = await asked;
  const headers = [...answer.headers]
    .filter(([name]) => !counting.test(name))
    .map(([name, value]) => `${name}: ${value}`)
    .toSorted();
  return [answer.status, ...headers, answer.text].join('\n').replaceAll(ids, 'ID');
}

describe('a person who is no member of a matter', function showsOutsidersNothing() {
  this.timeout(30 * 60_000);
  const phrase = `zirconium ${randomUUID().slice(0, 8)} covenant`;
  let owner: ApiClient;
  let outsider: ApiClient & { id: string };
  let matter: ApiMatter;
  let document: ApiDocument;

  before(async () => {
    owner = await signInAdministrator();
    outsider = await createApplianceColleague(owner, 'outsider');
    matter = await owner.createMatter({ access: 'members', name: 'Behind the wall' });
    document = await owner.uploadAccepted(matter.id, 'covenant.txt', `This ${phrase} binds both parties.`);
    assert.equal((await owner.waitForFinalState(document.id)).state, 'searchable');
  });

  it('is looked at beside a member who does find it', async () => {
    const found = await owner.search(`"${phrase}"`);
    assert.deepEqual([found.total, found.hits[0]?.documentId], [1, document.id]);
  });

  it('finds nothing by searching, and cannot tell from the answer that there is something', async () => {
    const walled = await toComparable(
      outsider.call('GET', `/api/search?q=${encodeURIComponent(`"${phrase}"`)}`),
    );
    const absent = await toComparable(
      outsider.call('GET', `/api/search?q=${encodeURIComponent('"no such words were ever written"')}`),
    );
    assert.equal(walled, absent);
    const within = await toComparable(outsider.call('GET', `/api/search?q=covenant&matter=${matter.id}`));
    const nowhere = await toComparable(outsider.call('GET', `/api/search?q=covenant&matter=${randomUUID()}`));
    assert.equal(within, nowhere);
  });

  it('does not see the matter in any list', async () => {
    const matters = await outsider.list<ApiMatter>('/api/matters');
    assert.deepEqual(
      matters.filter(({ id }) => id === matter.id),
      [],
    );
  });

  const asks: [string, string, unknown?][] = [
    ['GET', '/api/matters/MATTER'],
    ['GET', '/api/matters/MATTER/documents'],
    ['GET', '/api/documents/DOCUMENT'],
    ['GET', '/api/documents/DOCUMENT/original'],
    ['GET', '/api/documents/DOCUMENT/pages/1'],
    ['POST', '/api/documents/DOCUMENT/retry', {}],
    ['PUT', '/api/matters/MATTER/members/PERSON', { role: 'owner' }],
    ['GET', '/matters/MATTER'],
    ['GET', '/documents/DOCUMENT'],
  ];
  for (const [method, path, body] of asks) {
    it(`gets the same answer for "not yours" and "not there": ${method} ${path}`, async () => {
      const fill = (matterId: string, documentId: string) =>
        path.replace('MATTER', matterId).replace('DOCUMENT', documentId).replace('PERSON', outsider.id);
      const walled = await toComparable(outsider.call(method, fill(matter.id, document.id), body));
      const absent = await toComparable(outsider.call(method, fill(randomUUID(), randomUUID()), body));
      assert.match(walled, /^404\n/);
      assert.equal(walled, absent);
    });
  }

  it('cannot upload into the matter, and is told the same as for none', async () => {
    const answers = await Promise.all(
      [matter.id, randomUUID()].map((id) => outsider.upload(id, 'planted.txt', 'planted')),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404],
    );
    assert.equal(answers[0]?.text.replaceAll(ids, 'ID'), answers[1]?.text.replaceAll(ids, 'ID'));
    assert.equal((await owner.documents(matter.id)).length, 1);
  });

  it('sees it from the moment of becoming a member, and no longer than that', async () => {
    const member = await createApplianceColleague(owner, 'member');
    assert.equal(
      (await owner.call('PUT', `/api/matters/${matter.id}/members/${member.id}`, { role: 'viewer' })).status <
        300,
      true,
    );
    assert.equal((await member.search(`"${phrase}"`)).total, 1);
    assert.equal((await member.call('GET', `/api/documents/${document.id}`)).status, 200);
    assert.equal((await member.upload(matter.id, 'planted.txt', 'planted')).status, 403);
  });
});
