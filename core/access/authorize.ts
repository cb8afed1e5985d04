import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { sql, type RowsOf, type Statement } from '../platform/readers.ts';
import type { Seen } from '../platform/record-views.ts';
import {
  firmAbilities,
  matterAbilities,
  type FirmAbility,
  type MatterAbility,
  type MatterRole,
  type ProofRule,
} from './policy.ts';
import { findProofProblem } from './find-proof-problem.ts';
import {
  asAuthorized,
  Denied,
  noteLetIn,
  toRecorded,
  withDenialRecording,
  type DeniedAttempt,
} from './record-denials.ts';
import { isId } from '../ids.ts';

// In the database (prisma/current.sql): policies matter.person_sees, matter.no_auditors; function
// my_role(uuid).

/**
 * The matter an actor was let into, with their own role in it: the best of what they and their groups were
 * granted.
 */
export type AuthorizedMatter = {
  id: string;
  client: string;
  number: string;
  name: string;
  access: 'members' | 'firm';
  createdAt: Date;
  role: MatterRole | null;
  walled: boolean;
};

/**
 * `includeDeleted`: the transaction sees deleted rows, too; nothing else ever does. `reads`: nothing is
 * changed, so no proof is asked for.
 */
type MatterRequest = { ability: MatterAbility; matterId: string; includeDeleted?: boolean; reads?: true };

/**
 * Runs `work` in a transaction that sees what the actor may see, after the policy has said yes. A denial is
 * recorded. It looks exactly like a matter that does not exist, unless the actor can see the matter anyway.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function withAuthorizedMatter<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: MatterRequest & { work: (tx: Transaction, matter: AuthorizedMatter) => Promise<T> },
): Promise<T> {
  return asAuthorized(app, actor, async (tx) => {
    if (input.includeDeleted) await showDeletedRows(tx);
    return input.work(tx, await authorizeMatter(tx, actor, input));
  });
}

/**
 * The same for a document: the policy is asked about its matter.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function withAuthorizedDocument<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: {
    ability: MatterAbility;
    documentId: string;
    includeDeleted?: boolean;
    work: (tx: Transaction, matter: AuthorizedMatter) => Promise<T>;
  },
): Promise<T> {
  return asAuthorized(app, actor, async (tx) => {
    const { documentId, ability } = input;
    if (input.includeDeleted) await showDeletedRows(tx);
    const matter =
      isId(documentId) && firmAbilities['read documents'].allows(actor)
        ? await findMatter(tx, Prisma.sql`(SELECT matter_id FROM document WHERE id = ${documentId}::uuid)`)
        : undefined;
    if (!matter) throw new Denied(notFound('document'), { documentId });
    requireAbility(matter, { ability, what: 'document', attempt: { documentId } });
    requireProof(actor, ability);
    noteLetIn(tx, { matterId: matter.id, documentId, ability });
    return input.work(tx, matter);
  });
}

/**
 * Reads about a matter or a document, in one round trip: the statements are all known before, and `toAnswer` makes the
 * answer of their rows once the policy has said yes. A denial is recorded.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function readAuthorized<const S extends readonly Statement<unknown>[], T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: {
    ability: MatterAbility;
    about: { matterId: string } | { documentId: string };
    /** The statements look into other matters as well. */
    allMatters?: true;
    statements: S;
    toAnswer: (rows: RowsOf<S>, matter: AuthorizedMatter, seen: Seen) => T;
  },
): Promise<T> {
  const { ability, about, statements, toAnswer } = input;
  const [what, id] =
    'matterId' in about ? (['matter', about.matterId] as const) : (['document', about.documentId] as const);
  return withDenialRecording(app, actor, async () => {
    if (!isId(id) || !firmAbilities['read documents'].allows(actor)) throw new Denied(notFound(what), about);
    const asked =
      what === 'matter' ? sql`${id}::uuid` : sql`(SELECT matter_id FROM document WHERE id = ${id}::uuid)`;
    const [scope, matter] = input.allMatters
      ? [{}, matterStatement(asked)]
      : [
          about,
          sql<
            Omit<AuthorizedMatter, 'role' | 'walled'>
          >`SELECT ${matterColumns} FROM matter WHERE id = ${asked}`,
        ];
    return app.database.read(actor.person.id, scope, [matter, ...statements], (all, seen, settled) => {
      const [[found], ...rows] = all as unknown as [AuthorizedMatter[], ...unknown[]];
      if (!found) throw new Denied(notFound(what), about);
      const authorized = { ...found, ...(settled as Pick<AuthorizedMatter, 'role' | 'walled'> | undefined) };
      requireAbility(authorized, { ability, what, attempt: about });
      try {
        return toAnswer(rows as RowsOf<S>, authorized, seen);
      } catch (error) {
        throw toRecorded(error, [{ ...about, matterId: found.id, ability }]);
      }
    });
  });
}

async function showDeletedRows(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT set_config('strongroom.bin', 'open', true)`;
}

/**
 * Asks the policy about an act outside any matter, and for the proof that it needs; a denial is recorded.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function authorize(
  app: Pick<App, 'database'>,
  actor: Actor,
  ability: FirmAbility,
): Promise<void> {
  await authorizeReading(app, actor, ability);
  await withDenialRecording(app, actor, async () => requireProof(actor, ability));
}

/**
 * Asks the policy whether the actor may read what an ability outside any matter is about; changing it is
 * `authorize`. A denial is recorded.
 * @throws Problem `not-allowed`
 */
export async function authorizeReading(
  app: Pick<App, 'database'>,
  actor: Actor,
  ability: FirmAbility,
): Promise<void> {
  await withDenialRecording(app, actor, async () => {
    if (!firmAbilities[ability].allows(actor)) throw new Denied(notAllowed(ability), { ability });
  });
}

/**
 * Asks for the proof that an ability needs; for acts whose rule is row-level security alone.
 * @throws Denied; Problem `confirm-first`
 */
export function requireProof(actor: Actor, ability: FirmAbility | MatterAbility): void {
  refuseWithoutProof(actor, { ...matterAbilities, ...firmAbilities }[ability], ability);
}

/**
 * Asks for the proof that an address needs, before anything else is looked at; a denial is recorded.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function authorizeAddress(
  app: Pick<App, 'database'>,
  actor: Actor,
  address: ProofRule & { method: string; path: string },
): Promise<void> {
  if (!findProofProblem(actor, address)) return;
  await withDenialRecording(app, actor, async () =>
    refuseWithoutProof(actor, address, `${address.method} ${address.path}`),
  );
}

/** Somebody in person who must confirm first is not denied anything. */
function refuseWithoutProof(actor: Actor, rule: ProofRule, ability: string): void {
  const problem = findProofProblem(actor, rule);
  if (problem) throw problem.type === 'confirm-first' ? problem : new Denied(problem, { ability });
}

/** Asks the policy inside a transaction of the actor. @throws Denied */
export async function authorizeMatter(
  tx: Transaction,
  actor: Actor,
  { ability, matterId, reads }: MatterRequest,
): Promise<AuthorizedMatter> {
  const matter =
    isId(matterId) && firmAbilities['read documents'].allows(actor)
      ? await findMatter(tx, Prisma.sql`${matterId}::uuid`)
      : undefined;
  if (!matter) throw new Denied(notFound('matter'), { matterId });
  requireAbility(matter, { ability, what: 'matter', attempt: { matterId } });
  if (!reads) requireProof(actor, ability);
  noteLetIn(tx, { matterId, ability });
  return matter;
}

async function findMatter(tx: Transaction, id: Prisma.Sql): Promise<AuthorizedMatter | undefined> {
  const found = await tx.$queryRaw<AuthorizedMatter[]>(matterStatement(id));
  return found[0];
}

const matterColumns = sql`matter.id::text AS id, client, number, name, access::text AS access, created_at AS "createdAt"`;

/**
 * The matter as row-level security shows it, with what the policy judges by: the actor's own role, and walls.
 */
function matterStatement(id: Prisma.Sql): Statement<AuthorizedMatter> {
  return sql`SELECT ${matterColumns}, part.role::text AS role, part.walled
    FROM matter CROSS JOIN LATERAL my_role(matter.id) AS part WHERE matter.id = ${id}`;
}

/** Asks the policy. An actor who cannot see the matter learns only that there is no such thing. */
function requireAbility(
  found: AuthorizedMatter,
  input: { ability: MatterAbility; what: 'matter' | 'document'; attempt: DeniedAttempt },
): void {
  if (!matterAbilities['view matter'].allows(found)) throw new Denied(notFound(input.what), input.attempt);
  if (!matterAbilities[input.ability].allows(found)) {
    throw new Denied(notAllowed(input.ability), { ...input.attempt, ability: input.ability });
  }
}

/** The refusal of an act to an actor who may know of it. */
export function notAllowed(ability: string): Problem {
  return new Problem(
    'not-allowed',
    `Your role here does not let you ${ability}. Ask an owner of the matter or your administrator.`,
  );
}
