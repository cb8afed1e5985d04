import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { App } from '../../core/app.ts';
import { readChainRows } from '../../core/audit/read-chain-rows.ts';
import type { Transaction } from '../../core/platform/database.ts';
import { productVersion } from '../../core/platform/version.ts';
import { Refused } from '../errors.ts';
import { arrangeDocuments, type ExportedDocument } from './arrange-documents.ts';
import { describeMatter } from './describe-matter.ts';
import { exportFiles, exportPaths, type ExportSummary } from './export-layout.ts';
import { buildReadme } from './build-readme.ts';
import { safeName, uniqueNames } from './safe-names.ts';

/** The lists are written within one transaction, which must end; the documents' bytes, which never change, may take longer. */
const maxListSeconds = 6 * 3600;

/**
 * Writes the lists of an export, all from one snapshot of the database, so that work goes on meanwhile. They appear complete or not at all.
 * @throws Refused when no matter has that number.
 */
export async function writeExportLists(
  app: Pick<App, 'database'>,
  folder: string,
  matter: string | null,
): Promise<ExportSummary> {
  const paths = exportPaths(folder);
  const at = (file: keyof typeof exportFiles) => join(paths.listsBeingMade, exportFiles[file]);
  await rm(paths.listsBeingMade, { recursive: true, force: true });
  await mkdir(paths.listsBeingMade);
  const about = await app.database.asProcess(
    async (tx) => {
      await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`;
      const found = await readHead(tx);
      const matters = await findExportMatters(tx, matter);
      const totals = { documents: 0, bytes: 0 };
      await writeMatters(tx, matters, at('matters'));
      await pipeline(
        writeDocumentsAsText(arrangeAllDocuments(tx, matters), totals, at('table')),
        createWriteStream(at('documents')),
      );
      await pipeline(
        formatAuditLines(tx, found.seq, matter === null ? null : matters),
        createWriteStream(at('audit')),
      );
      const { madeAt, seq, hash } = found;
      const about: ExportSummary = {
        format: 1,
        product: productVersion,
        madeAt,
        matter,
        matters: matters.length,
        ...totals,
        audit: { seq, hash },
      };
      return about;
    },
    { timeoutSeconds: maxListSeconds },
  );
  await writeFile(at('about'), `${JSON.stringify(about, null, 2)}\n`);
  await writeFile(at('readme'), buildReadme(about));
  await rename(paths.listsBeingMade, paths.lists);
  return about;
}

async function readHead(tx: Transaction): Promise<{ madeAt: string; seq: number; hash: string }> {
  const rows = await tx.$queryRaw<{ now: Date; seq: bigint; hash: string }[]>`
    SELECT now() AS now, seq, hash FROM audit_head WHERE id = 1`;
  const row = rows[0];
  return {
    madeAt: (row?.now ?? new Date()).toISOString(),
    seq: Number(row?.seq ?? 0),
    hash: row?.hash ?? '',
  };
}

type ExportMatter = { id: string; client: string; number: string; name: string };

/** @throws Refused when there is none of that number. */
export async function findExportMatters(tx: Transaction, number: string | null): Promise<ExportMatter[]> {
  const matters = await tx.matter.findMany({
    where: number === null ? {} : { number },
    orderBy: [{ client: 'asc' }, { number: 'asc' }, { id: 'asc' }],
    select: { id: true, client: true, number: true, name: true },
  });
  if (number !== null && matters.length === 0)
    throw new Refused(
      `No matter has the number "${number}". Write it as it stands on the matter's page; nothing was exported.`,
    );
  return matters;
}

async function writeMatters(tx: Transaction, matters: readonly ExportMatter[], file: string): Promise<void> {
  const described = async function* () {
    for (const [index, { id }] of matters.entries())
      yield `${index === 0 ? '[\n' : ',\n'}${JSON.stringify(await describeMatter(tx, id))}`;
    yield matters.length === 0 ? '[]\n' : '\n]\n';
  };
  await pipeline(described, createWriteStream(file));
}

async function* arrangeAllDocuments(
  tx: Transaction,
  matters: readonly ExportMatter[],
): AsyncGenerator<ExportedDocument[]> {
  const unique = uniqueNames();
  const clients = new Map<string, string>();
  for (const matter of matters) {
    const client = clients.get(matter.client) ?? unique('matters', safeName(matter.client));
    clients.set(matter.client, client);
    const name = unique(`matters/${client}`, safeName(`${matter.number} ${matter.name}`));
    yield await arrangeDocuments(tx, matter, `matters/${client}/${name}`);
  }
}

/** documents.json as text; the table is written along with it. */
async function* writeDocumentsAsText(
  batches: AsyncGenerator<ExportedDocument[]>,
  totals: { documents: number; bytes: number },
  table: string,
): AsyncGenerator<string> {
  // The mark at the beginning shows a spreadsheet that this is UTF-8.
  await writeFile(table, `\uFEFF${columns.join(',')}\n`);
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    const first = totals.documents === 0;
    totals.documents += batch.length;
    for (const each of batch)
      totals.bytes +=
        (each.path === null ? 0 : each.bytes) + (each.unlockedPath === null ? 0 : (each.unlockedBytes ?? 0));
    // A name that begins with "=" is no formula.
    const rows = stringify(batch, {
      columns: [...columns],
      escape_formulas: true,
      cast: { boolean: String },
    });
    await writeFile(table, rows, { flag: 'a' });
    yield `${first ? '[\n' : ',\n'}${batch.map((each) => JSON.stringify(each)).join(',\n')}`;
  }
  yield totals.documents === 0 ? '[]\n' : '\n]\n';
}

const columns = [
  ...(['client', 'matter', 'path', 'filename', 'folder', 'mediaType', 'bytes', 'sha256', 'state'] as const),
  ...(['reason', 'kind', 'language', 'pageCount', 'version', 'newest', 'uploadedBy', 'uploadedAt'] as const),
  ...(['deletedAt', 'unlockedPath', 'id', 'parentId', 'versionOf', 'matterId'] as const),
] satisfies readonly (keyof ExportedDocument)[];

/** The complete chain; of some matters only what is about them. */
async function* formatAuditLines(
  tx: Transaction,
  last: number,
  matters: readonly ExportMatter[] | null,
): AsyncGenerator<string> {
  const about = matters && new Set(matters.map(({ id }) => id));
  for await (const rows of readChainRows((run) => run(tx), { first: 0, last })) {
    const wanted = about ? rows.filter((row) => row.matterId !== null && about.has(row.matterId)) : rows;
    yield wanted.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
}
