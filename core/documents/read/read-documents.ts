import type { Readable } from 'node:stream';
import { withAuthorizedDocument, withAuthorizedMatter } from '../../access/authorize.ts';
import { matterAbilities } from '../../access/policy.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { toListPage, decodeCursor, type ListPage } from '../../platform/pagination.ts';
import type { Transaction } from '../../platform/database.ts';
import { notFound, Problem } from '../../platform/errors.ts';
import {
  documentInclude,
  toDocumentView,
  toHistoryEntry,
  type DocumentDetail,
  type DocumentView,
} from './document-view.ts';
import { stepToRetry, type DocumentState } from '../journey.ts';
import { readFamily, readThread } from './read-family.ts';
import { listUnread } from './list-unread.ts';
import { findNearDuplicates } from '../versions/find-near-duplicates.ts';
import { markPage, type PageMarks } from '../../search/mark-page.ts';
import { listVersions } from '../versions/versions.ts';

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
  page: {
    matterId: string;
    limit: number;
    cursor?: string | undefined;
    versions?: 'newest' | 'all' | undefined;
    sha256?: string | undefined;
  },
): Promise<ListPage<DocumentView>> {
  const { matterId } = page;
  const after = decodeCursor('documents', page.cursor);
  return withAuthorizedMatter(app, actor, {
    ability: 'view matter',
    matterId,
    work: async (tx) => {
      const rows = await tx.document.findMany({
        where: {
          matterId,
          ...(page.versions !== 'all' && { newest: true }),
          ...(page.sha256 !== undefined && { sha256: page.sha256 }),
          ...(after && {
            OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }],
          }),
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: page.limit + 1,
        include: documentInclude,
      });
      await recordEvent(tx, {
        event: 'matter.viewed',
        personId: actor.person.id,
        matterId,
        detail: { documents: Math.min(rows.length, page.limit) },
      });
      return toListPage(rows, page.limit, {
        list: 'documents',
        position: (row) => ({ at: row.createdAt, id: row.id }),
        view: toDocumentView,
      });
    },
  });
}

/** Reads one document with its history and its attachments. @throws Problem `not-found` */
export async function getDocument(
  app: Pick<App, 'database'>,
  actor: Actor,
  documentId: string,
): Promise<DocumentDetail> {
  return withAuthorizedDocument(app, actor, {
    ability: 'view matter',
    documentId,
    work: async (tx, matter) => {
      const detail = await readDetail(
        tx,
        documentId,
        matterAbilities['see failed redactions'].allows(matter),
      );
      await recordEvent(tx, {
        event: 'document.viewed',
        personId: actor.person.id,
        matterId: matter.id,
        documentId,
      });
      return detail;
    },
  });
}

async function readDetail(
  tx: Transaction,
  documentId: string,
  seesRedactions: boolean,
): Promise<DocumentDetail> {
  const row = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    include: {
      ...documentInclude,
      steps: { orderBy: { requestedAt: 'asc' } },
    },
  });
  return {
    ...toDocumentView({ ...row, steps: row.steps.slice(-1) }),
    history: row.steps.map(toHistoryEntry),
    retry: stepToRetry(row.state as DocumentState, { last: row.steps.at(-1), unread: row.unread }),
    failedRedactions: seesRedactions ? row.failedRedactions : null,
    unread: listUnread(row, seesRedactions),
    family: await readFamily(tx, documentId),
    thread: await readThread(tx, documentId),
    versions: await listVersions(tx, row),
    nearDuplicates: await findNearDuplicates(tx, row),
  };
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
 * Opens the bytes as they came, or those that `chooseRange` wants of them. Recorded as a download before the
 * first byte leaves; not where `chooseRange` throws, since none does.
 * @throws Problem `not-found`, `quarantined`, `not-scanned`, `unavailable`; whatever `chooseRange` throws
 */
export async function openOriginal(
  app: Pick<App, 'database' | 'storage'>,
  actor: Actor,
  input: {
    documentId: string;
    chooseRange?: (original: { bytes: number; sha256: string }) => OriginalRange | undefined;
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
      refuseUnsafe(found);
      const bytes = Number(found.object.bytes);
      const range = input.chooseRange?.({ bytes, sha256: found.sha256 });
      await recordEvent(tx, {
        event: 'document.downloaded',
        personId: actor.person.id,
        matterId: matter.id,
        documentId,
      });
      return { row: found, bytes, range };
    },
  });
  const body = await app.storage.open(row.sha256, range);
  return { filename: row.filename, mediaType: row.mediaType, bytes, sha256: row.sha256, range, body };
}

/** Before its own scan is over. */
const unscannedStates = new Set(['stored', 'scanning']);

/**
 * Nobody opens what has a virus, or what was not scanned yet. Bytes that were filed before wait like new
 * ones: else somebody who files a paper would learn that the firm has it, behind a wall or not.
 */
function refuseUnsafe(document: {
  state: string;
  reason: string | null;
  object: { scannedWith: string | null };
}) {
  if (document.state === 'quarantined') throw new Problem('quarantined', document.reason ?? '');
  if (unscannedStates.has(document.state) || document.object.scannedWith === null) {
    throw new Problem(
      'not-scanned',
      'This file has not been checked for viruses yet, so it cannot be opened. Try again in a moment; if it stays so, the administrator should look at the virus scanner.',
      { retryAfter: 10 },
    );
  }
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
  const { documentId, number, q } = input;
  return withAuthorizedDocument(app, actor, {
    ability: 'view matter',
    documentId,
    work: async (tx, matter) => {
      const page = await tx.page.findUnique({ where: { documentId_number: { documentId, number } } });
      if (!page) throw notFound('page');
      if (page.state === 'waiting')
        throw new Problem('conflict', 'This page is still being read. Try again in a moment.', {
          retryAfter: 5,
        });
      await recordEvent(tx, {
        event: 'page.viewed',
        personId: actor.person.id,
        matterId: matter.id,
        documentId,
        detail: { page: number },
      });
      const { text, engine, confidence, label, reason, alternative } = page;
      return {
        number,
        text,
        engine,
        confidence,
        label,
        reason,
        alternative: alternativeReading(engine, alternative),
        marks: q === '' ? [] : await markPage(tx, page, q),
      };
    },
  });
}

function alternativeReading(engine: string, text: string | null): PageView['alternative'] {
  return text === null ? null : { text, engine: engine === 'pdf-text' ? 'tesseract' : 'pdf-text' };
}

/**
 * Reads what has changed in a matter since `since`: for pages that refresh themselves. Not recorded: it is
 * the same view, kept fresh.
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
