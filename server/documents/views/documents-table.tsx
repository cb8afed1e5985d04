import type { DocumentView } from '../../../core/documents/read/document-view.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { Timestamp, SafeText, formatBytes } from '../../ui/format.tsx';
import { Icon } from '../../ui/icons.tsx';
import { DocumentStateChip } from '../../ui/document-state-chip.tsx';
import { VersionMark } from '../../ui/version-mark.tsx';

type DocumentsTableProps = {
  documents: ListPage<DocumentView>;
  matter: Pick<MatterView, 'id' | 'can'>;
  /** Which versions are listed; the newest when left out. */
  versions?: 'newest' | 'all';
};

/** The documents of a matter, newest first. Also sent alone, when a page that is open asks for fresh rows. */
export function DocumentsTable({ documents, matter, versions = 'newest' }: DocumentsTableProps) {
  if (documents.items.length === 0) {
    return (
      <div id="documents">
        <p class="empty">
          {matter.can['file documents']
            ? 'There are no documents here yet. Upload the first ones above.'
            : 'There are no documents here yet.'}
        </p>
      </div>
    );
  }
  return (
    <div id="documents" class="scroll">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col" class="figure">
              Pages
            </th>
            <th scope="col" class="figure">
              Size
            </th>
            <th scope="col">Filed</th>
          </tr>
        </thead>
        <tbody>
          {documents.items.map((document) => (
            <DocumentTableRow document={document} />
          ))}
        </tbody>
      </table>
      {documents.nextCursor ? (
        <p class="more">
          <a
            class="button"
            href={`/matters/${matter.id}?versions=${versions}&cursor=${encodeURIComponent(documents.nextCursor)}`}
          >
            Older documents
          </a>
        </p>
      ) : null}
      <VersionsLink documents={documents} matter={matter} versions={versions} />
    </div>
  );
}

/** The way to replaced documents, and back; only where there are any. */
function VersionsLink({ documents, matter, versions }: Required<DocumentsTableProps>) {
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

function DocumentTableRow({ document }: { document: DocumentView }) {
  return (
    <tr data-row id={`document-${document.id}`}>
      <th scope="row">
        {document.parentId ? (
          <span class="attachment" title="Came inside another document">
            <Icon name="attached" />
            <span class="unheard">Attachment: </span>
          </span>
        ) : null}
        <a href={`/documents/${document.id}`}>
          <SafeText of={document.filename} />
        </a>
        <VersionMark version={document.version} newest={document.newest} />
      </th>
      <td data-label="State">
        <DocumentStateChip state={document.state} />
        <p class="reason" hidden={!document.reason}>
          {document.reason}
        </p>
      </td>
      <td data-label="Pages" class="figure" data-pages>
        {document.pageCount?.toLocaleString('en-GB') ?? '–'}
      </td>
      <td data-label="Size" class="figure">
        {formatBytes(document.bytes)}
      </td>
      <td data-label="Filed" class="moment">
        <Timestamp at={document.createdAt} />
        <span class="by">
          <SafeText of={document.uploadedBy.name} />
        </span>
      </td>
    </tr>
  );
}
