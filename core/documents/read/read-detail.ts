import { sql, type Statement } from '../../platform/readers.ts';
import { stepToRetry, type DocumentState } from '../journey.ts';
import type { VersionEntry } from '../versions/versions.ts';
import {
  toListedView,
  toHistoryEntry,
  type DocumentDetail,
  type ListedRow,
  type StepRow,
  viewColumns,
  viewJoins,
} from './document-view.ts';
import { listUnread } from './list-unread.ts';
import type { RelatedDocument, ThreadEntry } from './read-family.ts';
import { toWholeSecond } from '../../platform/whole-second.ts';

// In the database (prisma/current.sql): policies document.person_sees, document.not_deleted,
// document_step.person_sees, message.person_sees.

/** Archives may hold many thousands; nobody reads a list of more. */
const maxChildren = 1_000;
const maxThreadEntries = 500;

/** JSON has no dates. */
type InJson<Row> = {
  [Field in keyof Row]: Row[Field] extends Date | null ? string | Extract<Row[Field], null> : Row[Field];
};

type DetailRow = ListedRow & {
  failedRedactions: number[];
  steps: InJson<StepRow>[];
  parent: RelatedDocument | null;
  children: RelatedDocument[];
  childCount: string;
  thread: ThreadEntry[];
  versions: VersionEntry[];
};

/**
 * Reads a document with all that its page says of it, in one statement. A later version of an
 * attachment is not part of the message, and is found at the attachment.
 */
export function detailStatement(documentId: string): Statement<DetailRow> {
  const related = sql`json_build_object('id', id, 'filename', filename, 'folder', folder, 'state', state)`;
  return sql`
    SELECT ${viewColumns}, own.failed_redactions AS "failedRedactions",
      (SELECT coalesce(json_agg(json_build_object('name', name, 'state', step.state, 'attempts', attempts, 'reason', step.reason,
          'requestedAt', requested_at, 'startedAt', started_at, 'endedAt', ended_at) ORDER BY requested_at), '[]')
        FROM document_step AS step WHERE document_id = own.id) AS steps,
      (SELECT ${related} FROM document WHERE id = own.parent_id) AS parent,
      (SELECT coalesce(json_agg(${related} ORDER BY part), '[]') FROM (SELECT id, filename, folder, state, part FROM document
        WHERE parent_id = own.id AND part IS NOT NULL ORDER BY part LIMIT ${maxChildren}) AS child) AS children,
      (SELECT count(*) FROM document WHERE parent_id = own.id AND part IS NOT NULL) AS "childCount",
      (SELECT coalesce(json_agg(json_build_object('id', id, 'filename', filename, 'state', state, 'subject', subject, 'from', sender,
          'to', recipients, 'sentAt', sent_at) ORDER BY sent_at, id), '[]')
        FROM (SELECT document.id, filename, document.state, message.subject, message.sender, message.recipients, message.sent_at
          FROM message AS mine JOIN message ON message.thread = mine.thread AND message.matter_id = mine.matter_id
            JOIN document ON document.id = message.document_id
          WHERE mine.document_id = own.id ORDER BY message.sent_at, message.document_id LIMIT ${maxThreadEntries}) AS entry) AS thread,
      (SELECT json_agg(json_build_object('id', id, 'version', version, 'filename', filename, 'createdAt', created_at, 'state', state)
          ORDER BY version)
        FROM document WHERE id = coalesce(own.version_of, own.id) OR version_of = coalesce(own.version_of, own.id)) AS versions
    FROM document AS own ${viewJoins}
    WHERE own.id = ${documentId}::uuid`;
}

/** The view of a row of `detailStatement`. */
export function toDocumentDetail(row: DetailRow, seesRedactions: boolean): DocumentDetail {
  const { thread, versions, parent, children } = row;
  const steps = row.steps.map(toStepRow);
  return {
    ...toListedView(row),
    history: steps.map(toHistoryEntry),
    retry: stepToRetry(row.state as DocumentState, { last: steps.at(-1), unread: row.unread }),
    failedRedactions: seesRedactions ? row.failedRedactions : null,
    unread: listUnread(row, seesRedactions),
    family: { parent, children, childCount: Number(row.childCount) },
    thread: thread.map(({ sentAt, ...entry }) => ({
      ...entry,
      sentAt: sentAt === null ? null : new Date(sentAt).toISOString(),
    })),
    versions: versions.map(({ createdAt, ...version }) => ({
      ...version,
      createdAt: toWholeSecond(new Date(createdAt)),
    })),
  };
}

function toStepRow(step: InJson<StepRow>): StepRow {
  const dateOf = (time: string | null) => (time === null ? null : new Date(time));
  return {
    ...step,
    requestedAt: new Date(step.requestedAt),
    startedAt: dateOf(step.startedAt),
    endedAt: dateOf(step.endedAt),
  };
}
