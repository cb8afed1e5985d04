import { createApiClient, type ApiClient, type ApiDocument, type ApiMatter } from '../client.ts';
import { buildPdf } from '../documents/pdf.ts';
import { drawPage } from '../documents/raster.ts';
import type { LoadRequest } from './open-loop.ts';

/** How much of what a firm does in a day each kind is. */
export const workShares = { read: 0.7, search: 0.15, upload: 0.1, administration: 0.05 } as const;
export type WorkKind = keyof typeof workShares;

type Worker = { id: string; cookie: string; matterId: string };
type FiledDocument = { id: string; matterId: string };

/** A firm at work: who is signed in, in which matters, and what lies there. */
export type Office = {
  admin: Worker;
  people: readonly Worker[];
  documents: ReadonlyMap<string, readonly FiledDocument[]>;
};

const perMatter = 10;
const documentsPerMatter = 20;
const pagesPerScan = 8;
const words = [
  'lease',
  'carriage',
  'indemnity',
  'arbitration',
  'quicksilver',
  'warranty',
  'escrow',
  'salvage',
];

/** Makes a firm of so many people, ten to a matter, each signed in, and files some documents in each matter. */
export async function openOffice(admin: ApiClient, size: number): Promise<Office> {
  const people: Worker[] = [];
  const documents = new Map<string, FiledDocument[]>();
  while (people.length < size) {
    const matter = await admin.createMatter({ name: `Day in the office, ${documents.size + 1}` });
    const count = Math.min(perMatter, size - people.length);
    const [filed, ...hired] = await Promise.all([
      fileDocuments(admin, matter.id),
      ...Array.from({ length: count }, () => hire(admin, matter.id)),
    ]);
    documents.set(matter.id, filed);
    people.push(...hired);
  }
  for (const filed of documents.values()) for (const { id } of filed) await admin.waitForFinalState(id, 300);
  const own = { id: '', cookie: admin.cookie(), matterId: people[0]?.matterId ?? '' };
  return { admin: own, people, documents };
}

/** Files scans that keep OCR busy: so many documents of eight pages each. @returns their ids */
export async function fillOcrQueue(admin: ApiClient, scans: number): Promise<string[]> {
  const matter = await admin.createMatter({ name: 'Scans of the day' });
  const ids: string[] = [];
  for (let scan = 0; scan < scans; scan += 1) {
    const pages = Array.from({ length: pagesPerScan }, (_, page) => ({
      picture: drawPage(
        Array.from({ length: 24 }, (_unused, line) =>
          `SCAN ${scan} PAGE ${page} LINE ${line} ${words.join(' ').toUpperCase()}`.slice(0, 52),
        ),
      ),
    }));
    const content = Uint8Array.from(buildPdf(pages));
    ids.push((await admin.uploadAccepted(matter.id, `scan-${scan}.pdf`, content)).id);
  }
  return ids;
}

async function fileDocuments(admin: ApiClient, matterId: string): Promise<FiledDocument[]> {
  const filed: FiledDocument[] = [];
  for (let number = 0; number < documentsPerMatter; number += 1) {
    const { id } = await admin.uploadAccepted(matterId, `note-${number}.txt`, noteText(matterId, number));
    filed.push({ id, matterId });
  }
  return filed;
}

let hired = 0;
async function hire(admin: ApiClient, matterId: string): Promise<Worker> {
  hired += 1;
  const email = `office-${hired}@firm.example`;
  const password = `a long sentence of worker ${hired}`;
  const { id } = await admin.createPerson({ email, name: `Worker ${hired}`, password });
  const added = await admin.call('PUT', `/api/matters/${matterId}/members/${id}`, { role: 'editor' });
  if (added.status !== 200) throw new Error(`${email} got no role: ${added.text}`);
  const client = createApiClient(admin.origin);
  await client.signIn(email, password);
  return { id, cookie: client.cookie(), matterId };
}

/** A page of text that no other one is like: equal bytes would be filed and read once. */
function noteText(matterId: string, number: number): string {
  const sentence = `Note ${number} of ${matterId} on the ${words[number % words.length] ?? ''} clause. `;
  return sentence.repeat(20);
}

/** What somebody in the office asks for next. */
export function nextRequest({ admin, people, documents }: Office, random: () => number): LoadRequest {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const who = pick(people);
  const kind = pickKind(random());
  if (kind === 'upload') return upload(who, random);
  if (kind === 'administration') return administer(admin, { who, choice: random() });
  const { cookie, matterId } = who;
  const path =
    kind === 'search'
      ? pick(searches)(pick(words))
      : pick(reads)({ matterId, documentId: pick(documents.get(matterId) ?? []).id });
  return { kind, method: 'GET', path, headers: { cookie }, expected: [200] };
}

function pickKind(chance: number): WorkKind {
  let sum = 0;
  for (const [kind, share] of Object.entries(workShares) as [WorkKind, number][])
    if (chance < (sum += share)) return kind;
  return 'read';
}

const searches: readonly ((word: string) => string)[] = [
  (word) => `/api/search?q=${word}`,
  (word) => `/search?q=${word}`,
];

const reads: readonly ((what: { matterId: string; documentId: string }) => string)[] = [
  () => '/matters',
  () => '/api/matters',
  ({ matterId }) => `/matters/${matterId}`,
  ({ matterId }) => `/api/matters/${matterId}/documents`,
  ({ documentId }) => `/documents/${documentId}`,
  ({ documentId }) => `/api/documents/${documentId}`,
  ({ documentId }) => `/api/documents/${documentId}/pages/1`,
  ({ documentId }) => `/api/documents/${documentId}/original`,
];

let uploads = 0;
function upload({ cookie, matterId }: Worker, random: () => number): LoadRequest {
  uploads += 1;
  return {
    ...{ kind: 'upload', method: 'POST', expected: [201] },
    path: `/api/matters/${matterId}/documents?filename=letter-${uploads}.txt`,
    headers: { cookie, 'content-type': 'text/plain' },
    body: noteText(`${matterId} ${random()}`, uploads),
  };
}

/** Looks and changes that an administrator makes all day. The role is given anew: that is the same however often it is done. */
function administer({ cookie }: Worker, { who, choice }: { who: Worker; choice: number }): LoadRequest {
  const json = { cookie, 'content-type': 'application/json' };
  const shared = { kind: 'administration', expected: [200] };
  const looks = ['/people', '/admin/groups', '/admin/status', `/api/matters/${who.matterId}/members`];
  const path = looks[Math.floor(choice * (looks.length + 1))];
  if (path !== undefined) return { ...shared, method: 'GET', path, headers: { cookie } };
  return {
    ...shared,
    method: 'PUT',
    path: `/api/matters/${who.matterId}/members/${who.id}`,
    headers: json,
    body: JSON.stringify({ role: 'editor' }),
  };
}

/** What was filed by the uploads among these answers. */
export function listUploaded(
  answers: readonly { asked: LoadRequest; status: number; body: string }[],
): string[] {
  return answers
    .filter(({ asked, status }) => asked.method === 'POST' && status === 201)
    .map(({ body }) => (JSON.parse(body) as ApiDocument).id);
}
