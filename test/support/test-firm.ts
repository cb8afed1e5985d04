import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { hashPassword } from '../../core/auth/passwords/password-hash.ts';
import type { PersonRole } from '../../core/actor.ts';
import { indexPages } from '../../core/search/index-pages.ts';
import { createServer } from '../../server/create-server.ts';
import type { Room } from './room.ts';

export const colleaguePassword = 'a horse, a battery and a staple';

/** Somebody at the firm, signed in: sends requests with the session cookie, and forms with their token, as a browser would. */
export type Colleague = { id: string; email: string; cookie: string; form: OpenForm; request: TestAgent };

/** What comes back with a form of a page that is open. */
type OpenForm = { Cookie: string; 'X-Form-Token': string };

/** Puts a person straight into the database, as the installer does with the first administrator, and signs them in. */
export async function createColleague(
  room: Room,
  name: string,
  role: PersonRole = 'member',
): Promise<Colleague> {
  const id = randomUUID();
  const email = `${name}-${id.slice(0, 8)}@firm.example`;
  const passwordHash = await hashPassword(colleaguePassword);
  await room
    .app('ops')
    .database.asProcess((tx) => tx.person.create({ data: { id, email, name, role, passwordHash } }));
  return signInAgain(room, { id, email });
}

/** Signs somebody in whose sessions have ended; who holds the session before has nothing any more. */
export async function signInAgain(
  room: Room,
  { id, email }: Pick<Colleague, 'id' | 'email'>,
): Promise<Colleague> {
  const server = createServer(room.app('server'));
  const answer = await supertest(server)
    .post('/api/session')
    .send({ email, password: colleaguePassword })
    .expect(204);
  const cookie = String(answer.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
  const form = await openForm(server, cookie);
  return {
    id,
    email,
    cookie,
    form,
    request: supertest.agent(server).set(form) as unknown as TestAgent,
  };
}

/** Goes on with the cookie that an answer set in place of theirs, as a browser does. */
export function keepCookie(who: Colleague, { headers }: { headers: Record<string, unknown> }): void {
  const [first = ''] = headers['set-cookie'] as string[];
  const cookie = first.split(';', 1)[0] ?? '';
  who.form.Cookie = who.form.Cookie.replace(who.cookie, cookie);
  who.cookie = cookie;
  (who.request as unknown as { set: (headers: OpenForm) => void }).set(who.form);
}

/** Opens a page with a form, signed in or not. The token comes in the form and in a cookie alike. */
export async function openForm(server: ReturnType<typeof createServer>, session = ''): Promise<OpenForm> {
  const path = session === '' ? '/sign-in' : '/confirm';
  const { headers } = await supertest(server).get(path).set('Cookie', session).expect(200);
  const [cookie = ''] = String(headers['set-cookie']).split(';', 1);
  return {
    Cookie: session === '' ? cookie : `${session}; ${cookie}`,
    'X-Form-Token': cookie.slice(cookie.indexOf('=') + 1),
  };
}

/** Opens a matter under a number of its own, unless the test names one. */
export async function createTestMatter(
  owner: Colleague,
  access: 'members' | 'firm' = 'members',
  number = `2026-${randomUUID().slice(0, 8)}`,
): Promise<string> {
  const answer = await owner.request
    .post('/api/matters')
    .send({ client: 'Harbour Trust', number, name: 'Harbour v. Lind', access })
    .expect(201);
  return (answer.body as { id: string }).id;
}

export async function uploadAs(
  editor: Colleague,
  matterId: string,
  file: { name: string; content: Buffer | string },
): Promise<{ id: string; sha256: string }> {
  const answer = await editor.request
    .post(`/api/matters/${matterId}/documents`)
    .query({ filename: file.name })
    .set('Content-Type', 'application/octet-stream')
    .send(Buffer.from(file.content))
    .expect(201);
  return answer.body as { id: string; sha256: string };
}

/** Gives a document its text, as the worker would once it has read it. */
export async function storePages(room: Room, documentId: string, pages: string[]): Promise<void> {
  await room.app('worker').database.asProcess(async (tx) => {
    const { matterId } = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
    await tx.page.createMany({
      data: pages.map((text, index) => ({
        documentId,
        matterId,
        number: index + 1,
        state: 'read',
        text,
        engine: 'test',
      })),
    });
    await indexPages(tx, documentId);
    await tx.document.updateMany({
      where: { id: documentId },
      data: { state: 'searchable', pageCount: pages.length },
    });
  });
}
