import { type Transaction } from '../platform/database.ts';
import { findTriggerRefusal } from '../platform/database-errors.ts';
import { Problem } from '../platform/errors.ts';

// In the database (prisma/current.sql): triggers document.a_hold_beats_delete, document.a_hold_beats_change;
// function holds_over(uuid,uuid).

/**
 * Refuses what a legal hold forbids, with the names of the holds for those who may know them. The database
 * refuses it again (trigger hold_beats_delete), also when the hold is placed between this question and the
 * act. Without a document: anything in the matter counts.
 * @throws Problem `on-hold`
 */
export async function refuseHeld(
  tx: Transaction,
  { matterId, documentId }: { matterId: string; documentId?: string },
): Promise<void> {
  const holds = await tx.$queryRaw<{ name: string | null }[]>`
    SELECT name FROM holds_over(${matterId}::uuid, ${documentId ?? null}::uuid)`;
  if (holds.length > 0) throw onHoldProblem(holds.flatMap(({ name }) => name ?? []));
}

/**
 * Runs an act; where only the database saw the hold, the refusal is the neutral sentence.
 * @throws Problem `on-hold`
 */
export async function withHoldRefusal<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw findTriggerRefusal(error) === 'held' ? onHoldProblem([]) : error;
  }
}

function onHoldProblem(names: string[]): Problem {
  if (names.length === 0)
    return new Problem(
      'on-hold',
      'This must be kept as it is for now, so it can be neither deleted nor replaced. Ask an owner of the matter.',
    );
  const named = names.map((name) => `“${name}”`).join(', ');
  const holds = names.length === 1 ? `the legal hold ${named} covers` : `the legal holds ${named} cover`;
  return new Problem(
    'on-hold',
    `This can be neither deleted nor replaced: ${holds} it. That must be released first, by who issued it or an administrator.`,
  );
}
