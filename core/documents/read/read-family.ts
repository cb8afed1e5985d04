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
