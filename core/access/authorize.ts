import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import {
  firmAbilities,
  matterAbilities,
  type FirmAbility,
  type MatterAbility,
  type MembershipRole,
} from './policy.ts';

/** The matter a person was let into, with their own part in it: the best of what they and their groups were given. */
export type EnteredMatter = {
  id: string;
  client: string;
  number: string;
  name: string;
  access: 'members' | 'firm';
  createdAt: Date;
  role: MembershipRole | null;
  walled: boolean;
};

/** `inBin`: the transaction sees what was deleted, too; nothing else ever does. */
type Wish = { ability: MatterAbility; matterId: string; inBin?: boolean };

/**
 * Runs `work` in a transaction that sees what this person may see, after the policy has said yes. A denial is
 * recorded, and looks exactly like a matter that is not there unless the person can see the matter anyway.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function inMatter<T>(
  app: Pick<App, 'database'>,
  who: SignedIn,
  wish: Wish & { work: (tx: Transaction, matter: EnteredMatter) => Promise<T> },
): Promise<T> {
  return recordingDenial(app, who, () =>
    app.database.asPerson(who.person.id, async (tx) => {
      if (wish.inBin) await openBin(tx);
      return wish.work(tx, await enterMatter(tx, who, wish));
    }),
  );
}

/** The same for a document: the policy is asked about its matter. */
export async function inDocument<T>(
  app: Pick<App, 'database'>,
  who: SignedIn,
  wish: {
    ability: MatterAbility;
    documentId: string;
    inBin?: boolean;
    work: (tx: Transaction, matter: EnteredMatter) => Promise<T>;
  },
): Promise<T> {
  return recordingDenial(app, who, () =>
    app.database.asPerson(who.person.id, async (tx) => {
      const { documentId, ability } = wish;
      if (wish.inBin) await openBin(tx);
      const matter =
        isId(documentId) && firmAbilities['read documents'](who)
          ? await findMatter(tx, Prisma.sql`(SELECT matter_id FROM document WHERE id = ${documentId}::uuid)`)
          : undefined;
      if (!matter) throw new Denied(notFound('document'), { documentId });
      return wish.work(tx, letIn(matter, { ability, what: 'document', asked: { documentId } }));
    }),
  );
}

async function openBin(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT set_config('strongroom.bin', 'open', true)`;
}

/** Asks the policy about what is not in any matter. @throws Problem `not-allowed` */
export async function authorize(
  app: Pick<App, 'database'>,
  who: SignedIn,
  ability: FirmAbility,
): Promise<void> {
  await recordingDenial(app, who, async () => {
    if (!firmAbilities[ability](who)) throw new Denied(notAllowed(ability), { ability });
  });
}

/** Asks the policy inside a transaction of that person. @throws Denied */
export async function enterMatter(
  tx: Transaction,
  who: SignedIn,
  { ability, matterId }: Wish,
): Promise<EnteredMatter> {
  const matter =
    isId(matterId) && firmAbilities['read documents'](who)
      ? await findMatter(tx, Prisma.sql`${matterId}::uuid`)
      : undefined;
  if (!matter) throw new Denied(notFound('matter'), { matterId });
  return letIn(matter, { ability, what: 'matter', asked: { matterId } });
}

/** The matter as row-level security shows it, with what the policy judges by: the person's own part, and walls. */
async function findMatter(tx: Transaction, id: Prisma.Sql): Promise<EnteredMatter | undefined> {
  const found = await tx.$queryRaw<EnteredMatter[]>`
    SELECT matter.id::text AS id, client, number, name, access::text AS access, created_at AS "createdAt",
      part.role::text AS role, part.walled
    FROM matter CROSS JOIN LATERAL my_part(matter.id) AS part WHERE matter.id = ${id}`;
  return found[0];
}

/** Asks the policy. Who cannot see the matter hears only that there is no such thing. */
function letIn(
  found: EnteredMatter,
  wish: { ability: MatterAbility; what: 'matter' | 'document'; asked: Asked },
): EnteredMatter {
  if (!matterAbilities['view matter'](found)) throw new Denied(notFound(wish.what), wish.asked);
  if (!matterAbilities[wish.ability](found)) {
    throw new Denied(notAllowed(wish.ability), { ...wish.asked, ability: wish.ability });
  }
  return found;
}

type Asked = { matterId?: string; documentId?: string; ability?: string };

/** Thrown inside `recordingDenial`: what the person is told, and what the audit log keeps. */
export class Denied extends Error {
  readonly problem: Problem;
  readonly asked: Asked;
  constructor(problem: Problem, asked: Asked) {
    super(problem.message);
    this.problem = problem;
    this.asked = asked;
  }
}

/** Runs `work`; a denial in it is recorded and then told. */
export async function recordingDenial<T>(
  { database }: Pick<App, 'database'>,
  who: SignedIn,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    // In a transaction of its own: the one that was denied is rolled back.
    const { matterId, documentId, ability } = error.asked;
    await database.asProcess((tx) =>
      recordEvent(tx, {
        event: 'access.denied',
        personId: who.person.id,
        ...(isId(matterId) && { matterId }),
        ...(isId(documentId) && { documentId }),
        detail: { ability: ability ?? 'view' },
      }),
    );
    throw error.problem;
  }
}

/** What somebody hears who may not do a thing they may know of. */
export function notAllowed(ability: string): Problem {
  return new Problem(
    'not-allowed',
    `Your part here does not let you ${ability}. Ask an owner of the matter or your administrator.`,
  );
}

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Ids are opaque to clients; one that is not of our form belongs to nothing, and must not reach a uuid column. */
export function isId(value: string | undefined): value is string {
  return value !== undefined && idForm.test(value);
}
