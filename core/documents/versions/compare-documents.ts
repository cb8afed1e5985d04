import { withAuthorizedDocument } from '../../access/authorize.ts';
import { recordView } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { Problem } from '../../platform/errors.ts';
import { comparePages, type PageChanges, type TextPage } from './compare-pages.ts';

/** One side of a comparison. */
export type ComparedDocument = { id: string; version: number; filename: string };

export type DocumentChanges = {
  from: ComparedDocument;
  to: ComparedDocument;
  /** False where the documents are too long to be compared to their ends. */
  isWhole: boolean;
  /** Words, over all pages. */
  added: number;
  removed: number;
  pages: PageChanges[];
};

const maxComparedCharacters = 3_000_000;

/**
 * Compares a document with another that the actor may see: the version before, unless named. Recorded as a
 * look at both.
 * @throws Problem `not-found`, `conflict` while one of them is not read, `invalid-request` for a first
 * version
 */
export async function compareDocuments(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { documentId: string; from?: string | undefined },
): Promise<DocumentChanges> {
  const to = await readDocumentText(app, actor, { documentId: input.documentId, other: input.from });
  const from = await readDocumentText(app, actor, {
    documentId: input.from ?? to.previous ?? '',
    other: to.id,
  });
  const pages = comparePages(from.pages, to.pages);
  return {
    from: toComparedDocument(from),
    to: toComparedDocument(to),
    isWhole: from.isWhole && to.isWhole,
    added: pages.reduce((sum, page) => sum + page.added, 0),
    removed: pages.reduce((sum, page) => sum + page.removed, 0),
    pages,
  };
}

function toComparedDocument({ id, version, filename }: ComparedDocument): ComparedDocument {
  return { id, version, filename };
}

type DocumentText = ComparedDocument & { pages: TextPage[]; isWhole: boolean; previous: string | undefined };

async function readDocumentText(
  app: Pick<App, 'database'>,
  actor: Actor,
  { documentId, other }: { documentId: string; other: string | undefined },
): Promise<DocumentText> {
  return withAuthorizedDocument(app, actor, {
    ability: 'view matter',
    documentId,
    work: async (tx, matter) => {
      const { id, version, filename, versionOf, pageCount } = await tx.document.findUniqueOrThrow({
        where: { id: documentId },
      });
      const before = { OR: [{ id: versionOf ?? id }, { versionOf: versionOf ?? id }], version: version - 1 };
      const previous = other ?? (await tx.document.findFirst({ where: before, select: { id: true } }))?.id;
      if (previous === undefined) throw noPreviousVersion();
      if (pageCount === null) throw textNotRead(filename);
      const pages = await tx.$queryRaw<TextPage[]>`
        SELECT number, text FROM (
          SELECT number, text, sum(length(text)) OVER (ORDER BY number) AS so_far FROM page
          WHERE document_id = ${documentId}::uuid) AS page
        WHERE so_far <= ${maxComparedCharacters} ORDER BY number`;
      recordView(tx, {
        event: 'document.compared',
        personId: actor.person.id,
        matterId: matter.id,
        documentId,
        detail: { with: previous },
      });
      return { id, version, filename, pages, isWhole: pages.length >= pageCount, previous };
    },
  });
}

function noPreviousVersion(): Problem {
  return new Problem(
    'invalid-request',
    'There is no version before this one to compare it with. Name another document in the address: ?from=ID.',
  );
}

function textNotRead(filename: string): Problem {
  return new Problem(
    'conflict',
    `There is no text of ${filename} to compare yet. If it is still being read, try again in a moment.`,
    { retryAfter: 5 },
  );
}
