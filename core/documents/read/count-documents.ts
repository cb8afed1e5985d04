import { authorize } from '../../access/authorize.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { documentStates, type DocumentState } from '../journey.ts';

// In the database (prisma/current.sql): function document_counts().

/**
 * Counts the documents of the whole firm in each state, in the order of the journey.
 * @throws Problem `not-allowed`
 */
export async function countDocuments(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<{ state: DocumentState; documents: number }[]> {
  await authorize(app, actor, 'see health');
  const rows = await app.database.asProcess(
    (tx) =>
      tx.$queryRaw<{ state: string; documents: bigint }[]>`SELECT state, documents FROM document_counts()`,
  );
  const counts = new Map(rows.map((row) => [row.state, Number(row.documents)]));
  return documentStates.map((state) => ({ state, documents: counts.get(state) ?? 0 }));
}
