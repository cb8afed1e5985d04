import { httpsPort } from '../stack/first-day/appliance.ts';
import type { ApiDocument } from '../support/client.ts';
import { writeLetter, type Office } from './open-office.ts';
import { sendOpenLoop, type LoadRequest, type LoadResult } from './send-open-loop.ts';

type Chance = () => number;

/** What of a hundred requests people make of each sort, and how one of it is made. The shares are those that issue 16 asks for. */
export const work = {
  read: { share: 70, make: read },
  search: { share: 15, make: search },
  upload: { share: 10, make: upload },
  administration: { share: 5, make: administer },
} as const;
export type WorkSort = keyof typeof work;
export const workSorts = Object.keys(work) as WorkSort[];

/** What the people did: `uploaded` are the ids of all documents that were accepted. */
export type PeopleResult = LoadResult & { uploaded: string[] };

/** An office, and where the ids of what is uploaded go. */
type Desk = { office: Office; uploaded: string[] };

/** The people of the office work for so many requests, at `perSecond` all together. Each kind of request begins with its sort. */
export async function workAsPeople(
  office: Office,
  { perSecond, requests }: { perSecond: number; requests: number },
): Promise<PeopleResult> {
  const desk: Desk = { office, uploaded: [] };
  const next = (random: Chance) => {
    let left = random() * 100;
    const sort = workSorts.find((name) => (left -= work[name].share) < 0) ?? 'read';
    const made = work[sort].make(desk, random);
    return { ...made, kind: `${sort}: ${made.kind}` };
  };
  const result = await sendOpenLoop({ port: httpsPort, perSecond, requests, seed: 16, next });
  return { ...result, uploaded: desk.uploaded };
}

function pick<T>(list: readonly T[], random: Chance): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found;
}

const isPage = (text: string) => (text.trimEnd().endsWith('</html>') ? undefined : 'The page has no end.');
const contains = (what: string) => (text: string) => (text.includes(what) ? undefined : `It has no ${what}.`);
const page = (kind: string, path: string, cookie: string): LoadRequest => ({
  ...{ kind: `page ${kind}`, method: 'GET', path, cookie, expected: 200, judge: isPage },
});
const api = (kind: string, path: string, { cookie, has }: { cookie: string; has: string }): LoadRequest => ({
  ...{ kind: `API ${kind}`, method: 'GET', path: `/api${path}`, cookie, expected: 200, judge: contains(has) },
});

function read({ office }: Desk, random: Chance): LoadRequest {
  const matter = pick(office.matters, random);
  const { cookie } = pick(matter.members, random);
  const document = pick(matter.documentIds, random);
  return pick(
    [
      () => page('of matters', '/matters', cookie),
      () => page('of a matter', `/matters/${matter.id}`, cookie),
      () => page('of a document', `/documents/${document}`, cookie),
      () => api('matters', '/matters', { cookie, has: matter.id }),
      () => api('documents of a matter', `/matters/${matter.id}/documents`, { cookie, has: '"items":' }),
      () => api('document', `/documents/${document}`, { cookie, has: document }),
      () => api('text', `/documents/${document}/pages/1`, { cookie, has: 'lease' }),
    ],
    random,
  )();
}

/** Words that stand in one document, and one that stands in all; the person sees only what is in their own matter. */
function search({ office }: Desk, random: Chance): LoadRequest {
  const { cookie } = pick(office.lawyers, random);
  const word = random() < 0.8 ? pick(office.rareWords, random) : 'lease';
  if (random() < 0.5) return page('of results', `/search?q=${word}`, cookie);
  return api('results', `/search?q=${word}`, {
    cookie,
    has: word === 'lease' ? '<mark>lease</mark>' : '"hits":',
  });
}

let letters = 0;

function upload({ office, uploaded }: Desk, random: Chance): LoadRequest {
  const matter = pick(office.matters, random);
  const body = Buffer.from(writeLetter('harbour', 4 + Math.floor(random() * 60)));
  return {
    ...{ kind: 'a letter', method: 'POST', cookie: pick(matter.members, random).cookie, expected: 201 },
    path: `/api/matters/${matter.id}/documents?filename=letter-${(letters += 1)}.txt`,
    content: { type: 'application/octet-stream', body },
    judge: (text) => {
      uploaded.push((JSON.parse(text) as ApiDocument).id);
      return undefined;
    },
  };
}

function administer({ office }: Desk, random: Chance): LoadRequest {
  const matter = pick(office.matters, random);
  const administrator = pick(office.administrators, random).cookie;
  const auditor = pick(office.auditors, random).cookie;
  const setRole = (kind: string, path: string): LoadRequest => ({
    ...{
      kind,
      method: 'PUT',
      path: `/api/matters/${matter.id}/${path}`,
      cookie: matter.ownerCookie,
      expected: 200,
    },
    content: {
      type: 'application/json',
      body: Buffer.from(JSON.stringify({ role: pick(['viewer', 'editor'], random) })),
    },
  });
  return pick(
    [
      () => setRole('role of a member', `members/${matter.guestId}`),
      () => setRole('role of a group', `groups/${office.groupId}`),
      () => page('of groups', '/admin/groups', administrator),
      () => page('of people', '/people', administrator),
      () => api('people', '/people', { cookie: administrator, has: '"items":' }),
      () => page('of the audit log', '/audit', auditor),
      () => api('audit log', '/audit', { cookie: auditor, has: '"seq":' }),
    ],
    random,
  )();
}
