import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import type { SignedIn } from '../auth/signed-in.js';
import type { Transaction } from '../platform/database.js';
import { notFound, Problem } from '../platform/errors.js';
import {
  firmAbilities,
  matterAbilities,
  type FirmAbility,
  type MatterAbility,
  type MembershipRole,
} from './policy.js';

/** The matter a person was let into, with their own part in it. */
export type EnteredMatter = {
  id: string;
  client: string;
  number: string;
  name: string;
  access: 'members' | 'firm';
  createdAt: Date;
  role: MembershipRole | null;
};

type Wish = { ability: MatterAbility; matterId: string };

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
    app.database.asPerson(who.person.id, async (tx) => wish.work(tx, await enter(tx, who, wish))),
  );
}

/** The same for a document: the policy is asked about its matter. */
export async function inDocument<T>(
  app: Pick<App, 'database'>,
  who: SignedIn,
  wish: {
    ability: MatterAbility;
    documentId: string;
    work: (tx: Transaction, matter: EnteredMatter) => Promise<T>;
  },
): Promise<T> {
  return recordingDenial(app, who, () =>
    app.database.asPerson(who.person.id, async (tx) => {
      const document = isId(wish.documentId)
        ? await tx.document.findUnique({ where: { id: wish.documentId }, select: { matterId: true } })
        : null;
      if (!document) throw new Denied(notFound('document'), { documentId: wish.documentId });
      return wish.work(tx, await enter(tx, who, { ability: wish.ability, matterId: document.matterId }));
    }),
  );
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

async function enter(tx: Transaction, who: SignedIn, { ability, matterId }: Wish): Promise<EnteredMatter> {
  const matter = isId(matterId)
    ? await tx.matter.findUnique({
        where: { id: matterId },
        include: { members: { where: { personId: who.person.id } } },
      })
    : null;
  if (!matter) throw new Denied(notFound('matter'), { matterId });
  const { members, createdBy: _, ...rest } = matter;
  const entered = { ...rest, role: members[0]?.role ?? null };
  if (!matterAbilities['view matter'](entered)) throw new Denied(notFound('matter'), { matterId });
  if (!matterAbilities[ability](entered)) throw new Denied(notAllowed(ability), { matterId, ability });
  return entered;
}

class Denied extends Error {
  constructor(
    readonly problem: Problem,
    readonly asked: { matterId?: string; documentId?: string; ability?: string },
  ) {
    super(problem.message);
  }
}

async function recordingDenial<T>(
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

function notAllowed(ability: string): Problem {
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
