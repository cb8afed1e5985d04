import type { Transaction } from '../../platform/database.ts';
import type { DocumentState } from '../journey.ts';

/** A document of the same family, in short. */
export type RelatedDocument = { id: string; filename: string; folder: string | null; state: DocumentState };

export type Family = {
  /** The message or archive it came in. */
  parent: RelatedDocument | null;
  /** What came in it, in its order: the first thousand. */
  children: RelatedDocument[];
  childCount: number;
};

/** A message of the same conversation. */
export type ThreadEntry = Omit<RelatedDocument, 'folder'> & {
  subject: string;
  from: string;
  to: string;
  /** RFC 3339, UTC; null where the message does not say. */
  sentAt: string | null;
};

/** Archives may hold many thousands; nobody reads a list of more. */
const maxChildren = 1_000;
const maxThreadEntries = 500;
/** The parent; a later version of an attachment is not part of it and is found at the attachment. */
const attachmentsOnly = { part: { not: null } } as const;
const relatedFields = { id: true, filename: true, folder: true, state: true } as const;

/** Reads the family of a document. The transaction sees what the person may see. */
export async function readFamily(tx: Transaction, documentId: string): Promise<Family> {
  const row = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    select: {
      parent: { select: relatedFields },
      children: {
        select: relatedFields,
        where: attachmentsOnly,
        orderBy: { part: 'asc' },
        take: maxChildren,
      },
    },
  });
  const childCount = await tx.document.count({ where: { parentId: documentId, ...attachmentsOnly } });
  return {
    parent: row.parent && toRelatedDocument(row.parent),
    children: row.children.map(toRelatedDocument),
    childCount,
  };
}

/**
 * Reads the conversation a message belongs to, itself included, in order of date; empty for a document that
 * is no message.
 */
export async function readThread(tx: Transaction, documentId: string): Promise<ThreadEntry[]> {
  const own = await tx.message.findUnique({
    where: { documentId },
    select: { thread: true, matterId: true },
  });
  if (!own) return [];
  const rows = await tx.message.findMany({
    where: own,
    include: { document: { select: { filename: true, state: true } } },
    orderBy: [{ sentAt: 'asc' }, { documentId: 'asc' }],
    take: maxThreadEntries,
  });
  return rows.map(({ documentId: id, document, subject, sender, recipients, sentAt }) => ({
    id,
    filename: document.filename,
    state: document.state as DocumentState,
    subject,
    from: sender,
    to: recipients,
    sentAt: sentAt?.toISOString() ?? null,
  }));
}

function toRelatedDocument(row: Omit<RelatedDocument, 'state'> & { state: string }): RelatedDocument {
  return { ...row, state: row.state as DocumentState };
}
