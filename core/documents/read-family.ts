import type { Transaction } from '../platform/database.ts';
import type { DocumentState } from './journey.ts';

/** A document of the same family, in short. */
export type Relative = { id: string; filename: string; folder: string | null; state: DocumentState };

export type Family = {
  /** The message or archive it came in. */
  parent: Relative | null;
  /** What came in it, in its order: the first thousand. */
  children: Relative[];
  childCount: number;
};

/** A message of the same conversation. */
export type ThreadEntry = Omit<Relative, 'folder'> & {
  subject: string;
  from: string;
  to: string;
  /** RFC 3339, UTC; null where the message does not say. */
  sentAt: string | null;
};

/** Archives may hold many thousands; nobody reads a list of more. */
const maxChildren = 1_000;
const maxThread = 500;
/** What it came with; a later version of an attachment has no part in it and is found at the attachment. */
const camePart = { part: { not: null } } as const;
const short = { id: true, filename: true, folder: true, state: true } as const;

/** The family of a document. The transaction sees what the person may see. */
export async function readFamily(tx: Transaction, documentId: string): Promise<Family> {
  const row = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    select: {
      parent: { select: short },
      children: { select: short, where: camePart, orderBy: { part: 'asc' }, take: maxChildren },
    },
  });
  const childCount = await tx.document.count({ where: { parentId: documentId, ...camePart } });
  return { parent: row.parent && relative(row.parent), children: row.children.map(relative), childCount };
}

/** The conversation a message belongs to, itself included, in order of date; empty for what is no message. */
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
    take: maxThread,
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

function relative(row: Omit<Relative, 'state'> & { state: string }): Relative {
  return { ...row, state: row.state as DocumentState };
}
