import type { DocumentView } from '../../../core/documents/read/document-view.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { formatBytes, formatNumber } from '../../browser/format.ts';
import { DocumentStateChip } from '../../ui/chip.tsx';
import { ActorTime, SafeText } from '../../ui/format.tsx';
import { Icon } from '../../ui/icons.tsx';
import { VersionMark } from '../../ui/labels.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';

type DocumentsTableProps = {
  documents: ListPage<DocumentView>;
  matter: Pick<MatterView, 'id' | 'can'>;
  /** Which versions are listed; the newest when left out. */
  versions?: 'newest' | 'all';
};

/** The documents of a matter, newest first. Also sent alone, when a page that is open asks for fresh rows. */
export function DocumentsTable({ documents, matter, versions = 'newest' }: DocumentsTableProps) {
  const canFile = matter.can['file documents'];
  return (
    <div id="documents">
      <ListTable
        label="Documents"
        columns={documentColumns}
        rows={documents.items}
        rowAttributes={({ id }) => ({ id: `document-${id}`, 'data-row': true })}
        empty={`There are no documents here yet.${canFile ? ' Upload the first ones above.' : ''}`}
      />
      <MoreLink
        path={`/matters/${matter.id}`}
        query={{ versions }}
        nextCursor={documents.nextCursor}
        label="Older documents"
      />
      <VersionsLink documents={documents} matter={matter} versions={versions} />
    </div>
  );
}

/** The way to replaced documents, and back; only where there are any. */
function VersionsLink({ documents, matter, versions }: Required<DocumentsTableProps>) {
  if (documents.items.length === 0) return null;
  if (versions === 'all') {
    return (
      <p class="more">
        <a href={`/matters/${matter.id}`}>Show the newest versions only</a>
      </p>
    );
  }
  if (documents.items.every((document) => document.version === 1)) return null;
  return (
    <p class="more">
      <a href={`/matters/${matter.id}?versions=all`}>Show earlier versions too</a>
    </p>
  );
}

const documentColumns: Column<DocumentView>[] = [
  { title: 'Name', isRowHeader: true, cell: (document) => <DocumentName document={document} /> },
  {
    title: 'State',
    cell: ({ id, state, reason, fullyRead }) => (
      <>
        <DocumentStateChip state={state} />
        {state === 'searchable' && !fullyRead ? (
          <p class="reason">
            <a href={`/documents/${id}#unread`}>Not all of it was read</a>
          </p>
        ) : null}
        <p class="reason" hidden={!reason}>
          <SafeText of={reason ?? ''} />
        </p>
      </>
    ),
  },
  {
    title: 'Pages',
    look: 'figure',
    cell: ({ pageCount }) => <span data-pages>{pageCount === null ? '–' : formatNumber(pageCount)}</span>,
  },
  { title: 'Size', look: 'figure', cell: ({ bytes }) => formatBytes(bytes) },
  {
    title: 'Filed',
    look: 'time',
    cell: ({ createdAt, uploadedBy }) => <ActorTime at={createdAt} by={uploadedBy.name} />,
  },
];

function DocumentName({ document: { id, parentId, filename, version, newest } }: { document: DocumentView }) {
  return (
    <>
      {parentId ? (
        <span class="attachment" title="Came inside another document">
          <Icon name="attached" />
          <span class="unheard">Attachment: </span>
        </span>
      ) : null}
      <a href={`/documents/${id}`}>
        <SafeText of={filename} />
      </a>
      <VersionMark version={version} newest={newest} />
    </>
  );
}
