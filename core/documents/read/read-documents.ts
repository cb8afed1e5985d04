import type { Readable } from 'node:stream';
import {
  readAuthorized,
  withAuthorizedDocument,
  withAuthorizedMatter,
  type AuthorizedMatter,
} from '../../access/authorize.ts';
import { matterAbilities } from '../../access/policy.ts';
import { recordView } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import type { ListPage } from '../../platform/pagination.ts';
import { sql, type RowsOf, type Statement } from '../../platform/readers.ts';
import type { Seen } from '../../platform/record-views.ts';
import { notFound, Problem } from '../../platform/errors.ts';
import type { DocumentDetail, DocumentView } from './document-view.ts';
import { documentsStatement, toDocumentsPage, type DocumentsWanted } from './documents-page.ts';
import type { DocumentState } from '../journey.ts';
import { detailStatement, toDocumentDetail } from './read-detail.ts';
import { markPage, type PageMarks } from '../../search/mark-page.ts';

// In the database (prisma/current.sql): policies document.person_sees, document.not_deleted,
// page.person_sees.

/**
 * Lists the documents of a matter, newest first; those that a newer version replaced only when all are asked
 * for, and those with certain bytes only when their hash is given.
 * @throws Problem `not-found`
 */
export async function listDocuments(
  app: Pick<App, 'database'>,
  actor: Actor,
  wanted: DocumentsWanted,
): Promise<ListPage<DocumentView>> {
  const { matterId } = wanted;
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { matterId },
    statements: [documentsStatement(wanted)],
    toAnswer: ([rows], _matter, seen) => {
      const detail = { documents: Math.min(rows.length, wanted.limit) };
      recordView(seen, { event: 'matter.viewed', personId: actor.person.id, matterId, detail });
      return toDocumentsPage(rows, wanted);
    },
  });
}

/** Reads one document with its history and its attachments. @throws Problem `not-found` */
export async function getDocument(
  app: Pick<App, 'database'>,
  actor: Actor,
  documentId: string,
): Promise<DocumentDetail> {
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { documentId },
    statements: [detailStatement(documentId)],
    toAnswer: ([rows], matter, seen) => toSeenDetail(rows, { actor, matter, seen }),
  });
}

/** The document of the row of `detailStatement`; whoever gets it has seen it. @throws Problem `not-found` */
export function toSeenDetail(
  [row]: RowsOf<[ReturnType<typeof detailStatement>]>[0],
  { actor, matter, seen }: { actor: Actor; matter: AuthorizedMatter; seen: Seen },
): DocumentDetail {
  if (!row) throw notFound('document');
  const about = { personId: actor.person.id, matterId: matter.id, documentId: row.id };
  recordView(seen, { event: 'document.viewed', ...about });
  return toDocumentDetail(row, matterAbilities['see failed redactions'].allows(matter));
}

export type OpenedOriginal = {
  filename: string;
  mediaType: string;
  bytes: number;
  sha256: string;
  /** What `body` is of it; the whole without. */
  range: OriginalRange | undefined;
  body: Readable;
};

type OriginalRange = { offset: number; length: number };

/**
 * Opens the bytes as they came, or those that `chooseRange` wants of them. Recorded as a download before the first byte
 * leaves; where it is refused no byte does, but the size or the finding may: that is a view.
 * @throws Problem `not-found`, `quarantined`, `not-scanned`, `unavailable`; the one by which `chooseRange` refuses
 */
export async function openOriginal(
  app: Pick<App, 'database' | 'storage'>,
  actor: Actor,
  input: {
    documentId: string;
    chooseRange?: (original: { bytes: number; sha256: string }) => OriginalRange | Problem | undefined;
  },
): Promise<OpenedOriginal> {
  const { documentId } = input;
  const { row, bytes, range } = await withAuthorizedDocument(app, actor, {
    ability: 'view matter',
    documentId,
    work: async (tx, matter) => {
      const found = await tx.document.findUniqueOrThrow({
        where: { id: documentId },
        include: { object: true },
      });
      const bytes = Number(found.object.bytes);
      const range = findUnsafe(found) ?? input.chooseRange?.({ bytes, sha256: found.sha256 });
      recordView(tx, {
        event: range instanceof Problem ? 'document.viewed' : 'document.downloaded',
        personId: actor.person.id,
        matterId: matter.id,
        documentId,
      });
      return { row: found, bytes, range };
    },
  });
  if (range instanceof Problem) throw range;
  const body = await app.storage.open(row.sha256, range);
  return { filename: row.filename, mediaType: row.mediaType, bytes, sha256: row.sha256, range, body };
}

/** Before its own scan is over. */
const unscannedStates = new Set(['stored', 'scanning']);

/**
 * Nobody opens what has a virus, or what was not scanned yet. Bytes that were filed before wait like new
 * ones: else somebody who files a paper would learn that the firm has it, behind a wall or not.
 */
function findUnsafe(document: {
  state: string;
  reason: string | null;
  object: { scannedWith: string | null };
}): Problem | undefined {
  if (document.state === 'quarantined') return new Problem('quarantined', document.reason ?? '');
  if (unscannedStates.has(document.state) || document.object.scannedWith === null) {
    return new Problem(
      'not-scanned',
      'This file has not been checked for viruses yet, so it cannot be opened. Try again in a moment; if it stays so, the administrator should look at the virus scanner.',
      { retryAfter: 10 },
    );
  }
  return undefined;
}

export type PageView = {
  number: number;
  text: string;
  engine: string;
  confidence: number;
  label: string | null;
  reason: string | null;
  /**
   * The other of two readings, where the page has both a text layer and one by OCR: whole, and by which
   * engine.
   */
  alternative: { text: string; engine: string } | null;
};

/** A page that was opened from a search: with what the search found on it. */
export type MarkedPageView = PageView & { marks: PageMarks };

/**
 * Reads one page's text, with the engine that read it.
 * @throws Problem `not-found`, `conflict` while it is still being read
 */
export async function getPage(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { documentId: string; number: number },
): Promise<PageView> {
  const { marks: _, ...page } = await getMarkedPage(app, actor, { ...input, q: '' });
  return page;
}

/** The same, with the places that a search for `q` found on the page. */
export async function getMarkedPage(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { documentId: string; number: number; q: string },
): Promise<MarkedPageView> {
  const { documentId, number } = input;
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { documentId },
    statements: [pagesStatement(documentId, number)],
    toAnswer: ([rows], { id: matterId }, seen) => toMarkedPage(rows, input, { actor, matterId, seen }),
  });
}

/** The page among the rows of `pagesStatement`; whoever gets it has seen it. @throws Problem `not-found`, `conflict` */
export function toMarkedPage(
  rows: PageRow[],
  { documentId, number, q }: { documentId: string; number: number; q: string },
  { actor, matterId, seen }: { actor: Actor; matterId: string; seen: Seen },
): MarkedPageView {
  const page = rows.find((row) => row.number === number);
  if (!page) throw notFound('page');
  if (page.state === 'waiting')
    throw new Problem('conflict', 'This page is still being read. Try again in a moment.', { retryAfter: 5 });
  const about = { personId: actor.person.id, matterId, documentId };
  recordView(seen, { event: 'page.viewed', ...about, detail: { page: number } });
  const { text, engine, confidence, label, reason, alternative } = page;
  const next = rows.find((row) => row.number === number + 1);
  return {
    ...{ number, text, engine, confidence, label, reason },
    alternative: alternativeReading(engine, alternative),
    marks: q === '' ? [] : markPage(page, next, q),
  };
}

type PageRow = Omit<PageView, 'alternative'> & { state: string; alternative: string | null; spans: unknown };

/** A page and the one after it, on which a phrase may end. */
export function pagesStatement(documentId: string, number: number): Statement<PageRow> {
  return sql`SELECT number, state, text, engine, confidence, label, reason, alternative, spans FROM page
    WHERE document_id = ${documentId}::uuid AND number IN (${number}, ${number + 1})`;
}

function alternativeReading(engine: string, text: string | null): PageView['alternative'] {
  return text === null ? null : { text, engine: engine === 'pdf-text' ? 'tesseract' : 'pdf-text' };
}

/** Begins to follow what changes in a matter: whoever does so views it. @throws Problem `not-found` */
export async function followChanges(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<void> {
  await readAuthorized(app, actor, {
    ability: 'view matter',
    about: { matterId },
    statements: [],
    toAnswer: (_rows, _matter, seen) =>
      recordView(seen, { event: 'matter.viewed', personId: actor.person.id, matterId }),
  });
}

/**
 * Reads what has changed in a matter since `since`, for whoever follows it. Not recorded: it is the view that
 * `followChanges` recorded, kept fresh.
 * @throws Problem `not-found`
 */
export async function listChangesSince(
  app: Pick<App, 'database'>,
  actor: Actor,
  { matterId, since }: { matterId: string; since: Date },
): Promise<Pick<DocumentView, 'id' | 'state' | 'reason' | 'pageCount' | 'changedAt'>[]> {
  return withAuthorizedMatter(app, actor, {
    ability: 'view matter',
    matterId,
    work: async (tx) => {
      const rows = await tx.document.findMany({
        where: { matterId, changedAt: { gt: since } },
        select: { id: true, state: true, reason: true, pageCount: true, changedAt: true },
        orderBy: { changedAt: 'asc' },
        take: 200,
      });
      return rows.map((row) => ({
        ...row,
        state: row.state as DocumentState,
        changedAt: row.changedAt.toISOString(),
      }));
    },
  });
}
