import { randomBytes, randomUUID } from 'node:crypto';
import { authorize, authorizeReading } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { notifyOfStanding } from '../auth/notify-of-standing.ts';
import { notifyAccounts } from '../notices/notify-accounts.ts';
import { withApproval } from '../auth/approvals.ts';
import { hashPassword } from '../auth/passwords/password-hash.ts';
import { endOfTemporaryPassword } from '../auth/passwords/temporary-password.ts';
import { normaliseEmail } from '../platform/email-address.ts';
import { personView, type Actor, type PersonView } from '../actor.ts';
import { compareTexts } from '../platform/compare-texts.ts';
import { toListPage, decodeCursor, type ListPage } from '../platform/pagination.ts';
import { sql } from '../platform/readers.ts';
import { refuseDuplicate } from '../platform/database-errors.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { quotePerson } from '../platform/quote-name.ts';
import {
  deliverPasswordLink,
  storePasswordLink,
  type NewPasswordLink,
  type PasswordLink,
} from './password-links.ts';

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

/** What is returned this once, for the new person. */
export type CreatedPerson = PersonView & { temporaryPassword?: string; invitation?: PasswordLink };

/**
 * Adds a colleague. An invited one gets a link, by mail where that is set up; else, without a password, one
 * is generated and returned this once. A password that is not their own choice works for a week. An auditor is
 * always invited: nobody else knows their password.
 * @throws Problem `not-allowed`, `confirm-first` for more than a member, `invalid-request`, `approval-needed` for
 * an auditor, `conflict` when the address is taken
 */
export async function createPerson(
  app: Pick<App, 'config' | 'database' | 'log'>,
  actor: Actor,
  input: NewPerson,
): Promise<CreatedPerson> {
  await authorize(app, actor, (input.role ?? 'member') === 'member' ? 'add members' : 'manage people');
  refuseChosenPassword(input);
  const isInvited = input.invite === true || input.role === 'auditor';
  const temporaryPassword = input.password === undefined && !isInvited ? createPassword() : undefined;
  const email = normaliseEmail(input.email);
  const person: PersonView = {
    id: randomUUID(),
    email,
    name: input.name?.trim() || email,
    role: input.role ?? 'member',
  };
  const password = input.password ?? temporaryPassword;
  const owner = { ...person, hosts: app.config.hosts };
  const passwordHash = password === undefined ? null : await hashPassword(password, owner);
  const passwordTemporaryUntil = passwordHash === null ? null : endOfTemporaryPassword();
  const newLink = await insertPerson(app, actor, { ...person, passwordHash, passwordTemporaryUntil });
  return {
    ...person,
    ...(temporaryPassword !== undefined && { temporaryPassword }),
    ...(newLink && {
      invitation: await deliverPasswordLink(app, { ...person, hasPassword: false }, newLink),
    }),
  };
}

/** Whoever chooses their password themselves is given none. @throws Problem `invalid-request` */
function refuseChosenPassword({ role, invite, password }: NewPerson): void {
  if (password === undefined) return;
  if (role === 'auditor')
    throw new Problem(
      'invalid-request',
      'An auditor chooses the password alone, by an invitation: whoever knew it could sign in as them. Leave the password out.',
    );
  if (invite)
    throw new Problem('invalid-request', 'Who is invited chooses the password. Leave one of the two out.');
}

/** @returns the link of a person without a password */
async function insertPerson(
  app: Pick<App, 'database'>,
  actor: Actor,
  person: PersonView & { passwordHash: string | null; passwordTemporaryUntil: Date | null },
): Promise<NewPasswordLink | undefined> {
  const taken =
    'Somebody with this e-mail address is already here. Use another address, or find them in the list.';
  return refuseDuplicate(taken, () =>
    withApproval(app, actor, async (tx, requireApproval) => {
      await tx.person.create({ data: { ...person, createdAt: new Date() } });
      if (person.role === 'auditor')
        await requireApproval({
          kind: 'new-auditor',
          lines: [
            `${quotePerson(person)} becomes an auditor, and is added. They choose their password by an invitation, which whoever asks passes on where no mail is sent`,
          ],
        });
      const { id, role, name, email } = person;
      const after = { ...person, disabledAt: null };
      const told = await notifyOfStanding(tx, { before: undefined, after, by: actor });
      const detail = { id, role, name, email };
      await recordEvent(tx, { event: 'person.created', personId: actor.person.id, detail }, told);
      if (person.passwordHash !== null) return undefined;
      // An auditor reads on their first page who made the link: whoever opened it first would be them.
      const personIds = role === 'auditor' ? [id] : [];
      const toldOfLink = await notifyAccounts(tx, { kind: 'password-link-made', personIds, by: actor });
      return storePasswordLink(tx, actor, { id, hasPassword: false, told: toldOfLink });
    }),
  );
}

type PeopleListInput = { limit: number; cursor?: string | undefined };

/** Lists everybody in the firm, newest first, those who left included. @throws Problem `not-allowed` */
export async function listPeople(
  app: Pick<App, 'database'>,
  actor: Actor,
  page: PeopleListInput,
): Promise<ListPage<StaffView>> {
  await authorizeReading(app, actor, 'manage people');
  return findPeoplePage(app, page, {});
}

/** A choice of colleagues; a firm larger than this names them through the API. */
const maxColleagues = 1_000;

/** Lists those who work here now, by name: whom the owner of a matter can let in. @throws Problem `not-allowed` */
export async function listColleaguesByName(app: Pick<App, 'database'>, actor: Actor): Promise<PersonView[]> {
  await authorize(app, actor, 'see colleagues');
  return app.database.read(actor.person.id, {}, [colleaguesStatement], ([rows]) => toColleagues(rows));
}

/** Those who work here now: for whoever `see colleagues` allows. */
export const colleaguesStatement = sql<PersonView>`SELECT id::text, email, name, role::text FROM person
  WHERE disabled_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ${maxColleagues}`;

/** The rows of `colleaguesStatement` by name. */
export function toColleagues(rows: readonly PersonView[]): PersonView[] {
  return rows.toSorted((a, b) => compareTexts(a.name, b.name));
}

/**
 * Lists everybody whom the audit log may name, those who left included, by name.
 * @throws Problem `not-allowed`
 */
export async function listPeopleForAuditors(
  app: Pick<App, 'database'>,
  actor: Actor,
  limit: number,
): Promise<PersonView[]> {
  await authorize(app, actor, 'read the audit log');
  const { items } = await findPeoplePage(app, { limit }, {});
  return items.map(personView).toSorted((a, b) => compareTexts(a.name, b.name));
}

async function findPeoplePage(
  { database }: Pick<App, 'database'>,
  page: PeopleListInput,
  which: { disabledAt?: null },
): Promise<ListPage<StaffView>> {
  const after = decodeCursor('people', page.cursor);
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
  return toListPage(rows, page.limit, {
    list: 'people',
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

/** Reads a person as administrators see them. @throws Problem `not-allowed`, `not-found` */
export async function readPerson(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<StaffView> {
  await authorizeReading(app, actor, 'manage people');
  const row = await app.database.asProcess(async (tx) =>
    isId(id) ? tx.person.findUnique({ where: { id } }) : null,
  );
  if (!row) throw notFound('person');
  return staffView(row);
}

/** A password to pass on: 20 characters without look-alikes in groups of five, 100 bits. */
export function createPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz023456789';
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length]);
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-');
}
