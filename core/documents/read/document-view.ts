import type { DocumentState, StepName } from '../journey.ts';
import type { Unread } from '../../reading/unread.ts';
import type { Family, ThreadEntry } from './read-family.ts';
import { sql } from '../../platform/readers.ts';
import { toWholeSecond } from '../../platform/whole-second.ts';
import type { VersionEntry } from '../versions/versions.ts';

/**
 * A document as the API and the pages show it; programs rely on it (docs/design.md, "The outside face"). Times are
 * RFC 3339 UTC, in whole seconds: how long a step took to the millisecond would say more than that. Sizes are bytes.
 */
export type DocumentView = {
  id: string;
  matterId: string;
  parentId: string | null;
  filename: string;
  /** Where it lay in its archive. */
  folder: string | null;
  sha256: string;
  bytes: number;
  mediaType: string;
  state: DocumentState;
  /** Where the state is not a good one: why, in words a lawyer can act on. */
  reason: string | null;
  pageCount: number | null;
  /** How often the latest step was tried. */
  attempts: number;
  /**
   * What it is (core/analysis/classify-document.ts), and why that was concluded; null before the analysis.
   */
  kind: string | null;
  kindReason: string | null;
  /** BCP 47, or null. */
  language: string | null;
  createdAt: string;
  changedAt: string;
  uploadedBy: { id: string; name: string };
  /** 1 for what was filed first; each replacement counts on. */
  version: number;
  /** Nothing has replaced it yet. */
  newest: boolean;
  /** It is searchable and nothing of it is unread; what is, its own page says. */
  fullyRead: boolean;
};

export type HistoryEntry = {
  step: StepName;
  state: 'requested' | 'running' | 'done' | 'failed';
  attempts: number;
  reason: string | null;
  requestedAt: string;
  startedAt: string | null;
  endedAt: string | null;
};

export type DocumentDetail = DocumentView & {
  /** Every step it was asked to take, oldest first. */
  history: HistoryEntry[];
  /** The step that may be retried, if any. */
  retry: StepName | null;
  /** The page of each failed redaction, for owners and editors of the matter; null for everybody else. */
  failedRedactions: number[] | null;
  /** What of it cannot be searched, in words; empty where every word can be found. */
  unread: Unread[];
  /** What it came in and what came in it. */
  family: Family;
  /** The messages of its conversation, itself included, in order of date; empty for what is no message. */
  thread: ThreadEntry[];
  /** Every version of it, itself included, the first one first. */
  versions: VersionEntry[];
};

export type StepRow = {
  name: StepName;
  state: HistoryEntry['state'];
  attempts: number;
  reason: string | null;
  requestedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

export type DocumentRow = Omit<
  DocumentView,
  'bytes' | 'state' | 'attempts' | 'createdAt' | 'changedAt' | 'uploadedBy' | 'fullyRead'
> & {
  state: string;
  unread: unknown;
  createdAt: Date;
  changedAt: Date;
  object: { bytes: bigint };
  uploader: { id: string; name: string };
  /** The latest step first; more are not needed here. */
  steps: { attempts: number }[];
};

/** What a query must include for `toDocumentView`. */
export const documentInclude = {
  object: { select: { bytes: true } },
  uploader: { select: { id: true, name: true } },
  steps: { select: { attempts: true }, orderBy: { requestedAt: 'desc' }, take: 1 },
} as const;

/** The view of a document's row, read with `documentInclude`. */
export function toDocumentView(row: DocumentRow): DocumentView {
  const { id, matterId, parentId, filename, folder, sha256, mediaType, reason, pageCount } = row;
  const { kind, kindReason, language } = row;
  return {
    id,
    matterId,
    parentId,
    filename,
    folder,
    sha256,
    bytes: Number(row.object.bytes),
    mediaType,
    state: row.state as DocumentState,
    reason,
    pageCount,
    attempts: row.steps[0]?.attempts ?? 0,
    kind,
    kindReason,
    language,
    createdAt: toWholeSecond(row.createdAt),
    changedAt: toWholeSecond(row.changedAt),
    uploadedBy: { id: row.uploader.id, name: row.uploader.name },
    version: row.version,
    newest: row.newest,
    fullyRead: row.state === 'searchable' && Array.isArray(row.unread) && row.unread.length === 0,
  };
}

/** A row of `viewColumns`. */
export type ListedRow = Omit<DocumentRow, 'object' | 'steps'> & { bytes: string; attempts: number };

/** What the view of a document is made of, where the statement calls the document `own`. */
export const viewColumns = sql`own.id::text, own.matter_id::text AS "matterId", own.parent_id::text AS "parentId", own.filename,
  own.folder, own.sha256, own.media_type AS "mediaType", own.state, own.reason, own.page_count AS "pageCount", own.kind,
  own.kind_reason AS "kindReason", own.language, own.created_at AS "createdAt", own.changed_at AS "changedAt", own.version,
  own.newest, own.unread, object.bytes, json_build_object('id', uploader.id, 'name', uploader.name) AS uploader,
  coalesce((SELECT attempts FROM document_step WHERE document_id = own.id ORDER BY requested_at DESC LIMIT 1), 0) AS attempts`;
export const viewJoins = sql`JOIN stored_object AS object ON object.sha256 = own.sha256 JOIN person AS uploader ON uploader.id = own.uploaded_by`;

/** The view of a row of `viewColumns`. */
export function toListedView({ bytes, attempts, ...row }: ListedRow): DocumentView {
  return toDocumentView({ ...row, object: { bytes: BigInt(bytes) }, steps: [{ attempts }] });
}

/** The view of one step in a document's history. */
export function toHistoryEntry(step: StepRow): HistoryEntry {
  return {
    step: step.name,
    state: step.state,
    attempts: step.attempts,
    reason: step.reason,
    requestedAt: toWholeSecond(step.requestedAt),
    startedAt: step.startedAt && toWholeSecond(step.startedAt),
    endedAt: step.endedAt && toWholeSecond(step.endedAt),
  };
}
