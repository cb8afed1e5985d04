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

/** Of each. A word takes about 100 bytes while two texts are compared; these are some 160,000 words. */
const maxComparedCharacters = 1_000_000;

/**
 * Compares a document with another that the actor may see: the version before, unless named. Recorded as a
 * look at both, once both are known to be visible. It takes turns, since nothing else is answered meanwhile.
 * @throws Problem `not-found`, `busy`, `conflict` while one of them is not read, `invalid-request` for a first
 * version
 */
export async function compareDocuments(
  app: Pick<App, 'database' | 'turns'>,
  actor: Actor,
  input: DocumentsToCompare,
): Promise<DocumentChanges> {
  return app.turns.comparisons.run(actor.person.id, () => compareInTurn(app, actor, input));
}

type DocumentsToCompare = { documentId: string; from?: string | undefined };

async function compareInTurn(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: DocumentsToCompare,
): Promise<DocumentChanges> {
  const to = await readDocumentText(app, actor, { documentId: input.documentId, other: input.from });
  const from = await readDocumentText(app, actor, {
    documentId: input.from ?? to.previous ?? '',
    other: to.id,
  });
  await app.database.asPerson(actor.person.id, async (tx) => {
    for (const [{ id: documentId, matterId }, other] of [
      [to, from],
      [from, to],
    ] as const)
      recordView(tx, {
        event: 'document.compared',
        personId: actor.person.id,
        matterId,
        documentId,
        detail: { with: other.id },
      });
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

type DocumentText = ComparedDocument & {
  matterId: string;
  pages: TextPage[];
  isWhole: boolean;
  previous: string | undefined;
};

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
      if (pageCount === null) throw textNotRead();
      const pages = await tx.$queryRaw<TextPage[]>`
        SELECT number, text FROM (
          SELECT number, text, sum(length(text)) OVER (ORDER BY number) AS so_far FROM page
          WHERE document_id = ${documentId}::uuid) AS page
        WHERE so_far <= ${maxComparedCharacters} ORDER BY number`;
      const matterId = matter.id;
      return { id, matterId, version, filename, pages, isWhole: pages.length >= pageCount, previous };
    },
  });
}

function noPreviousVersion(): Problem {
  return new Problem(
    'invalid-request',
    'There is no version before this one to compare it with. Name another document in the address: ?from=ID.',
  );
}

function textNotRead(): Problem {
  return new Problem(
    'conflict',
    'There is no text of one of the two to compare yet. If it is still being read, try again in a moment.',
    { retryAfter: 5 },
  );
}
