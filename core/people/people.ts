import { randomBytes, randomUUID } from 'node:crypto';
import { authorize, isId } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { requireConfirmed } from '../auth/confirm.ts';
import { hashPassword } from '../auth/password.ts';
import { normaliseEmail, personView } from '../auth/session.ts';
import type { PersonView, SignedIn } from '../auth/signed-in.ts';
import { cutPage, readCursor, type ListPage } from '../platform/cursor.ts';
import { isDuplicate } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { handOver, writeLink, type MadeLink, type PasswordLink } from './password-links.ts';

export type NewPerson = {
  email: string;
  name?: string;
  role?: PersonView['role'];
  password?: string;
  /** They choose their password themselves, by a link. */
  invite?: boolean;
};

/** What administrators see of a person. */
export type StaffView = PersonView & { disabled: boolean; hasPassword: boolean };

/** What is returned this once, to be handed over. */
export type AddedPerson = PersonView & { temporaryPassword?: string; invitation?: PasswordLink };

/**
 * Adds a colleague. Who is invited gets a link, by mail where that is set up; else, without a password, one is made and returned this once.
 * @throws Problem `not-allowed`, `confirm-first` for more than a member, `invalid-request`, `conflict` when the address is taken.
 */
export async function createPerson(
  app: Pick<App, 'config' | 'database' | 'log'>,
  who: SignedIn,
  input: NewPerson,
): Promise<AddedPerson> {
  await authorize(app, who, 'manage people');
  // A program adds the firm's staff; whoever runs the appliance or reads its log is named by a person who has just proved who they are.
  if ((input.role ?? 'member') !== 'member') requireConfirmed(who);
  if (input.invite && input.password !== undefined)
    throw new Problem('invalid-request', 'Who is invited chooses the password. Leave one of the two out.');
  const temporaryPassword = input.password === undefined && !input.invite ? createPassword() : undefined;
  const email = normaliseEmail(input.email);
  const person: PersonView = {
    id: randomUUID(),
    email,
    name: input.name?.trim() || email,
    role: input.role ?? 'member',
  };
  const password = input.password ?? temporaryPassword;
  const passwordHash = password === undefined ? null : await hashPassword(password, [email, person.name]);
  const made = await addPerson(app, who, { ...person, passwordHash });
  return {
    ...person,
    ...(temporaryPassword !== undefined && { temporaryPassword }),
    ...(made && { invitation: await handOver(app, { ...person, hasPassword: false }, made) }),
  };
}

/** @returns the link of who has no password yet */
async function addPerson(
  app: Pick<App, 'database'>,
  who: SignedIn,
  person: PersonView & { passwordHash: string | null },
): Promise<MadeLink | undefined> {
  try {
    return await app.database.asProcess(async (tx) => {
      await tx.person.create({ data: { ...person, createdAt: new Date() } });
      await recordEvent(tx, {
        event: 'person.created',
        personId: who.person.id,
        detail: { id: person.id, role: person.role },
      });
      if (person.passwordHash !== null) return undefined;
      return writeLink(tx, who, { id: person.id, hasPassword: false });
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Problem(
      'conflict',
      'Somebody with this e-mail address is already here. Use another address, or find them in the list.',
    );
  }
}

type PageWish = { limit: number; cursor?: string | undefined };

/** Everybody in the firm, newest first, those who left included. @throws Problem `not-allowed` */
export async function listPeople(
  app: Pick<App, 'database'>,
  who: SignedIn,
  page: PageWish,
): Promise<ListPage<StaffView>> {
  await authorize(app, who, 'manage people');
  return pageOfPeople(app, page, {});
}

/** Those whom the owner of a matter can let in. */
export async function listColleagues(
  app: Pick<App, 'database'>,
  who: SignedIn,
  limit: number,
): Promise<PersonView[]> {
  await authorize(app, who, 'see colleagues');
  const { items } = await pageOfPeople(app, { limit }, { disabledAt: null });
  return items.map(personView);
}

/** Everybody whom the audit log may name, those who left included, by name. @throws Problem `not-allowed` */
export async function listEverybody(
  app: Pick<App, 'database'>,
  who: SignedIn,
  limit: number,
): Promise<PersonView[]> {
  await authorize(app, who, 'read the audit log');
  const { items } = await pageOfPeople(app, { limit }, {});
  return items.map(personView).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

async function pageOfPeople(
  { database }: Pick<App, 'database'>,
  page: PageWish,
  which: { disabledAt?: null },
): Promise<ListPage<StaffView>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor);
  const rows = await database.asProcess((tx) =>
    tx.person.findMany({
      where: {
        ...which,
        ...(after && {
          OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: page.limit + 1,
    }),
  );
  return cutPage(rows, page.limit, {
    position: (row) => ({ at: row.createdAt, id: row.id }),
    view: staffView,
  });
}

/** A row as administrators see it. */
export function staffView(
  row: PersonView & { disabledAt: Date | null; passwordHash: string | null },
): StaffView {
  return { ...personView(row), disabled: row.disabledAt !== null, hasPassword: row.passwordHash !== null };
}

/** A person as administrators see them. @throws Problem `not-allowed`, `not-found` */
export async function readPerson(app: Pick<App, 'database'>, who: SignedIn, id: string): Promise<StaffView> {
  await authorize(app, who, 'manage people');
  const row = await app.database.asProcess(async (tx) =>
    isId(id) ? tx.person.findUnique({ where: { id } }) : null,
  );
  if (!row) throw notFound('person');
  return staffView(row);
}

/** A password to hand over: 20 characters without look-alikes in groups of five, 100 bits. */
export function createPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz023456789';
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length]);
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-');
}
