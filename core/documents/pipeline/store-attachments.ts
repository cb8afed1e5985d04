import type { App } from '../../app.ts';
import type { Extraction } from '../../tools/extraction.ts';
import { hasBulkAttachments } from '../intake/bulk-upload.ts';
import type { ActiveDocument } from './steps.ts';
import { storeAttachment } from './store-attachment.ts';

/** A message in a message in an archive: deeper than this nobody files, and somebody attacks. */
const maxDepth = 10;
/** Documents that one upload may become, through archives in archives. */
const maxFamilySize = 50_000;

type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log'>;

/**
 * Files what was found inside a document as documents of their own. May run twice, and goes on where it was
 * stopped.
 * @returns why they were left inside, or null
 * @throws Problem `unavailable`
 */
export async function storeAttachments(
  app: Parts,
  document: ActiveDocument,
  { attachments = [] }: Extraction,
): Promise<string | null> {
  if (attachments.length === 0) return null;
  const reason = await reasonNotUnpacked(app, document);
  if (reason) return reason;
  const parent = { ...document, bulk: hasBulkAttachments(document, attachments.length) };
  const filed = await findStoredParts(app, document);
  for (const attachment of attachments)
    if (!filed.has(attachment.part)) await storeAttachment(app, parent, attachment);
  return null;
}

async function findStoredParts(app: Parts, { id }: ActiveDocument): Promise<Set<number | null>> {
  const rows = await app.database.asProcess((tx) =>
    tx.document.findMany({ where: { parentId: id }, select: { part: true } }),
  );
  return new Set(rows.map((row) => row.part));
}

type Ancestor = { id: string; sha256: string; depth: number };

async function reasonNotUnpacked(app: Parts, document: ActiveDocument): Promise<string | null> {
  return app.database.asProcess(async (tx) => {
    const ancestors = await tx.$queryRaw<Ancestor[]>`
      WITH RECURSIVE line (id, parent_id, sha256, depth) AS (
        SELECT id, parent_id, sha256, 0 FROM document WHERE id = ${document.id}::uuid
        UNION ALL
        SELECT parent.id, parent.parent_id, parent.sha256, depth + 1 FROM line JOIN document AS parent ON parent.id = line.parent_id
      )
      SELECT id, sha256, depth FROM line WHERE depth > 0 ORDER BY depth`;
    if (ancestors.length >= maxDepth)
      return `What it holds was not taken out: it lies inside ${String(maxDepth)} other files. Open it in its own program and upload what you need.`;
    if (ancestors.some((one) => one.sha256 === document.sha256))
      return 'What it holds was not taken out: it lies inside a copy of itself, so there would be no end to it.';
    const family = await tx.$queryRaw<{ members: number }[]>`
      WITH RECURSIVE family (id) AS (
        SELECT ${ancestors.at(-1)?.id ?? document.id}::uuid
        UNION ALL
        SELECT child.id FROM family JOIN document AS child ON child.parent_id = family.id
      )
      SELECT count(*)::int AS members FROM (SELECT 1 FROM family LIMIT ${maxFamilySize}) AS counted`;
    return (family[0]?.members ?? 0) >= maxFamilySize
      ? `What it holds was not taken out: the file it came in already became ${String(maxFamilySize)} documents. Split that file and upload the parts.`
      : null;
  });
}
