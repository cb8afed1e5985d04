import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { canTellState, Problem, type ProblemType } from '../platform/errors.ts';
import { isId } from '../ids.ts';

/** `reason`: the refusal told a state of what the actor was let into. */
export type DeniedAttempt = {
  matterId?: string;
  documentId?: string;
  ability?: string;
  reason?: ProblemType;
};

/** Thrown inside `withDenialRecording`: `problem` is for the actor, `attempts` for the audit log. */
export class Denied extends Error {
  readonly problem: Problem;
  readonly attempts: readonly DeniedAttempt[];
  constructor(problem: Problem, ...attempts: DeniedAttempt[]) {
    super(problem.message);
    this.problem = problem;
    this.attempts = attempts;
  }
}

/** Runs `work`; records a denial in it, then throws its Problem. */
export async function withDenialRecording<T>(
  { database }: Pick<App, 'database'>,
  actor: Actor,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    // In a transaction of its own: the one that was denied is rolled back.
    await database.asProcess(async (tx) => {
      for (const { matterId, documentId, ability = 'view', reason } of error.attempts)
        await recordEvent(tx, {
          event: 'access.denied',
          personId: actor.person.id,
          ...(isId(matterId) && { matterId }),
          ...(isId(documentId) && { documentId }),
          detail: { ability, ...(reason && { reason }) },
        });
    });
    throw error.problem;
  }
}

/** What each transaction under way let its actor into. */
const letIn = new WeakMap<Transaction, DeniedAttempt[]>();

/** From here on a refusal in `tx` that tells a state leaves a row that names this. */
export function noteLetIn(tx: Transaction, attempt: DeniedAttempt): void {
  letIn.set(tx, [...(letIn.get(tx) ?? []), attempt]);
}

/**
 * Runs `work` in a transaction that sees what the actor may see. A denial is recorded; and so is a refusal that tells a
 * state of what they were let into (`canTellState`): they saw that much of it.
 */
export function asAuthorized<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return withDenialRecording(app, actor, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        throw toRecorded(error, letIn.get(tx) ?? []);
      }
    }),
  );
}

/** A refusal as it is to be recorded, where it tells a state of what the actor was let into. */
export function toRecorded(error: unknown, attempts: DeniedAttempt[]): unknown {
  if (!(error instanceof Problem) || !canTellState(error) || attempts.length === 0) return error;
  return new Denied(error, ...attempts.map((attempt) => ({ ...attempt, reason: error.type })));
}
