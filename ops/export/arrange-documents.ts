import type { Transaction } from '../../core/platform/database.ts';
import { insertBeforeExtension, safeName, uniqueNames } from './safe-names.ts';

/** A document as documents.json and documents.csv list it; paths are those in the export. Times are RFC 3339 UTC. */
export type ExportedDocument = {
  path: string | null;
  /** The decrypted copy, where somebody entered the password. */
  unlockedPath: string | null;
  client: string;
  matter: string;
  id: string;
  matterId: string;
  filename: string;
  folder: string | null;
  mediaType: string;
  bytes: number;
  sha256: string;
  unlockedBytes: number | null;
  decryptedSha256: string | null;
  state: string;
  reason: string | null;
  kind: string | null;
  language: string | null;
  pageCount: number | null;
  parentId: string | null;
  version: number;
  versionOf: string | null;
  newest: boolean;
  uploadedBy: string;
  uploadedAt: string;
  /** In the bin since then: its file is not exported. */
  deletedAt: string | null;
};

type ArrangedMatter = { id: string; client: string; number: string };
type DocumentRow = Awaited<ReturnType<typeof readRows>>[number];

/** Lists every document of a matter in the order of upload, each with a path of its own below `folder`. */
export async function arrangeDocuments(
  tx: Transaction,
  matter: ArrangedMatter,
  folder: string,
): Promise<ExportedDocument[]> {
  const rows = await readRows(tx, matter.id);
  const paths = choosePaths(rows, folder);
  return rows.map((row) => {
    const [path, unlockedPath] = paths.get(row.id) ?? [null, null];
    const { object, unlocked, uploader, createdAt, deletedAt, ...listed } = row;
    return {
      path,
      unlockedPath,
      client: matter.client,
      matter: matter.number,
      matterId: matter.id,
      ...listed,
      ...{ bytes: Number(object.bytes), unlockedBytes: unlocked ? Number(unlocked.bytes) : null },
      uploadedBy: uploader.email,
      uploadedAt: createdAt.toISOString(),
      deletedAt: deletedAt?.toISOString() ?? null,
    };
  });
}

function readRows(tx: Transaction, matterId: string) {
  return tx.document.findMany({
    where: { matterId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      filename: true,
      folder: true,
      mediaType: true,
      sha256: true,
      decryptedSha256: true,
      state: true,
      reason: true,
      kind: true,
      language: true,
      pageCount: true,
      parentId: true,
      version: true,
      versionOf: true,
      newest: true,
      createdAt: true,
      deletedAt: true,
      object: { select: { bytes: true } },
      unlocked: { select: { bytes: true } },
      uploader: { select: { email: true } },
    },
  });
}

/** What came inside of another document lies in one folder named after the outermost, however deep it was. */
function choosePaths(
  rows: readonly DocumentRow[],
  folder: string,
): Map<string, readonly [string | null, string | null]> {
  const unique = uniqueNames();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const folders = new Map<string, string>();
  const folderFor = (row: DocumentRow) => {
    const outermost = findOutermost(row, byId);
    if (outermost === row) return folder;
    const folderOfOutermost =
      folders.get(outermost.id) ??
      `${folder}/${unique(folder, `${safeName(outermost.filename)} - what was in it`)}`;
    folders.set(outermost.id, folderOfOutermost);
    return folderOfOutermost;
  };
  const paths = new Map<string, readonly [string | null, string | null]>();
  for (const row of rows) {
    // Nobody may open these, and a folder of plain files cannot enforce that.
    if (row.state === 'quarantined' || row.deletedAt !== null) continue;
    const within = folderFor(row);
    const name = row.newest
      ? safeName(row.filename)
      : insertBeforeExtension(safeName(row.filename), ` (version ${row.version})`);
    const path = (what: string) => `${within}/${unique(within, what)}`;
    const unlocked =
      row.decryptedSha256 === null ? null : path(insertBeforeExtension(name, ' (without password)'));
    paths.set(row.id, [path(name), unlocked]);
  }
  return paths;
}

function findOutermost(row: DocumentRow, byId: ReadonlyMap<string, DocumentRow>): DocumentRow {
  for (let here = row; ;) {
    const parent = here.parentId === null ? undefined : byId.get(here.parentId);
    if (!parent) return here;
    here = parent;
  }
}
