import { z } from 'zod';
import type { Database } from '../../core/platform/database.ts';
import { isId } from '../../core/ids.ts';
import { NotInBackup, Refused } from '../errors.ts';

/** A backup may be of an older release, whose tables lack columns: rows are read as they are, and what is missing is nothing. */
const documentRowSchema = z.object({
  id: z.string(),
  sha256: z.string(),
  filename: z.string(),
  folder: z.string().nullish(),
  media_type: z.string(),
  uploaded_by: z.string(),
  created_at: z.string(),
  version: z.number().default(1),
  version_of: z.string().nullish(),
  newest: z.boolean().default(true),
  deleted_at: z.string().nullish(),
  purged_at: z.string().nullish(),
});
const matterRowSchema = z.object({
  id: z.string(),
  client: z.string(),
  number: z.string(),
  name: z.string(),
});

export type BackedUpDocument = z.infer<typeof documentRowSchema>;
export type BackedUpMatter = z.infer<typeof matterRowSchema> & { documents: BackedUpDocument[] };
export type MatterSelection = { matter: string; document?: string };

/**
 * Finds a matter in a restored backup and what is to be restored of it: the documents that were not deleted then, or the one that
 * was named. What came inside of another document comes with it.
 * @throws Refused when the backup has no such matter, more than one, or not that document.
 */
export async function findMatterInBackup(
  database: Database,
  wanted: MatterSelection,
): Promise<BackedUpMatter> {
  // An id is never taken for a number: in an older backup somebody may have chosen the one as the other, and two
  // matters may have the same number.
  const named = isId(wanted.matter) ? 'm.id::text' : 'm.number';
  const matters = await readJsonRows(
    database,
    matterRowSchema,
    `SELECT to_jsonb(m) AS row FROM matter m WHERE ${named} = $1 ORDER BY m.client`,
    wanted.matter,
  );
  const [matter, other] = matters;
  if (!matter)
    throw new NotInBackup(
      'matter',
      `The backup has no matter with the number "${wanted.matter}". Nothing was changed. Check the number, or name an older snapshot.`,
    );
  if (other)
    throw new Refused(
      `Several matters have the number "${wanted.matter}". Name one by its id: ${matters.map(({ id, client }) => `${id} (${client})`).join(', ')}.`,
    );
  const all = await readJsonRows(
    database,
    documentRowSchema,
    `SELECT to_jsonb(d) AS row FROM document d WHERE d.matter_id::text = $1 ORDER BY d.version, d.created_at, d.id`,
    matter.id,
  );
  return { ...matter, documents: selectDocuments(all, await listEmbeddedIds(database, matter.id), wanted) };
}

async function listEmbeddedIds(database: Database, matterId: string): Promise<Set<string>> {
  const idSchema = z.object({ id: z.string() });
  const rows = await readJsonRows(
    database,
    idSchema,
    `SELECT jsonb_build_object('id', id) AS row FROM document WHERE matter_id::text = $1 AND parent_id IS NOT NULL`,
    matterId,
  );
  return new Set(rows.map(({ id }) => id));
}

function selectDocuments(
  all: readonly BackedUpDocument[],
  embedded: ReadonlySet<string>,
  wanted: MatterSelection,
): BackedUpDocument[] {
  if (wanted.document === undefined)
    return all.filter(({ id, deleted_at, purged_at }) => !embedded.has(id) && !deleted_at && !purged_at);
  const one = all.find(({ id, purged_at }) => id === wanted.document && !purged_at);
  if (!one)
    throw new NotInBackup(
      'document',
      `The matter has no document "${wanted.document}" in this backup. Nothing was changed. Name an older snapshot.`,
    );
  return [{ ...one, version: 1, version_of: null, newest: true }];
}

async function readJsonRows<S extends z.ZodType>(
  database: Database,
  schema: S,
  query: string,
  value: string,
): Promise<z.infer<S>[]> {
  const rows = await database.asProcess((tx) => tx.$queryRawUnsafe<{ row: unknown }[]>(query, value));
  return rows.map(({ row }) => schema.parse(row));
}
