import { inDocument } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { Problem } from '../platform/errors.ts';
import { comparePages, type PageChanges, type TextPage } from './compare-pages.ts';

/** One side of a comparison. */
export type ComparedDocument = { id: string; version: number; filename: string };

export type Changes = {
  from: ComparedDocument;
  to: ComparedDocument;
  /** False where the documents are too long to be compared to their ends. */
  isWhole: boolean;
  /** Words, over all pages. */
  added: number;
  removed: number;
  pages: PageChanges[];
};

const comparedCharacters = 3_000_000;

/**
 * What a document says otherwise than another that the person may see: the version before, unless told which. Recorded as
 * a look at both. @throws Problem `not-found`, `conflict` while one of them is not read, `invalid-request` for a first version
 */
export async function compareDocuments(
  app: Pick<App, 'database'>,
  who: SignedIn,
  wish: { documentId: string; from?: string | undefined },
): Promise<Changes> {
  const to = await readText(app, who, { documentId: wish.documentId, other: wish.from });
  const from = await readText(app, who, { documentId: wish.from ?? to.previous ?? '', other: to.id });
  const pages = comparePages(from.pages, to.pages);
  return {
    from: sideOf(from),
    to: sideOf(to),
    isWhole: from.isWhole && to.isWhole,
    added: pages.reduce((sum, page) => sum + page.added, 0),
    removed: pages.reduce((sum, page) => sum + page.removed, 0),
    pages,
  };
}

function sideOf({ id, version, filename }: ComparedDocument): ComparedDocument {
  return { id, version, filename };
}

type ReadText = ComparedDocument & { pages: TextPage[]; isWhole: boolean; previous: string | undefined };

async function readText(
  app: Pick<App, 'database'>,
  who: SignedIn,
  { documentId, other }: { documentId: string; other: string | undefined },
): Promise<ReadText> {
  return inDocument(app, who, {
    ability: 'view matter',
    documentId,
    work: async (tx, matter) => {
      const { id, version, filename, versionOf, pageCount } = await tx.document.findUniqueOrThrow({
        where: { id: documentId },
      });
      const before = { OR: [{ id: versionOf ?? id }, { versionOf: versionOf ?? id }], version: version - 1 };
      const previous = other ?? (await tx.document.findFirst({ where: before, select: { id: true } }))?.id;
      if (previous === undefined) throw onlyVersion();
      if (pageCount === null) throw notRead(filename);
      const pages = await tx.$queryRaw<TextPage[]>`
        SELECT number, text FROM (
          SELECT number, text, sum(length(text)) OVER (ORDER BY number) AS so_far FROM page
          WHERE document_id = ${documentId}::uuid) AS page
        WHERE so_far <= ${comparedCharacters} ORDER BY number`;
      await recordEvent(tx, {
        event: 'document.compared',
        personId: who.person.id,
        matterId: matter.id,
        documentId,
        detail: { with: previous },
      });
      return { id, version, filename, pages, isWhole: pages.length >= pageCount, previous };
    },
  });
}

function onlyVersion(): Problem {
  return new Problem(
    'invalid-request',
    'There is no version before this one to compare it with. Name another document in the address: ?from=ID.',
  );
}

function notRead(filename: string): Problem {
  return new Problem(
    'conflict',
    `There is no text of ${filename} to compare yet. If it is still being read, try again in a moment.`,
    { retryAfter: 5 },
  );
}
