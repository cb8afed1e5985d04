import type { NotFullyRead } from '../../../core/documents/read/list-not-fully-read.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { DocumentStateChip } from '../../ui/chip.tsx';
import { mattersCrumb, type Crumb } from '../../ui/crumbs.tsx';
import { SafeText } from '../../ui/format.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { UnreadList } from './unread-notice.tsx';

type NotFullyReadPageProps = {
  pageFrame: PageFrame;
  /** The matter that is listed; null for all the person may see. */
  matter: { id: string; name: string } | null;
  documents: ListPage<NotFullyRead>;
};

const title = 'Documents that are not fully searchable';

/** What a search cannot see, document by document: what somebody must read themselves before they say that they looked. */
export function NotFullyReadPage({ pageFrame, matter, documents }: NotFullyReadPageProps) {
  const crumbs: Crumb[] = matter
    ? [mattersCrumb, { href: `/matters/${matter.id}`, label: matter.name }]
    : [{ href: '/search', label: 'Search' }];
  return (
    <Page title={title} heading={title} pageFrame={pageFrame} crumbs={crumbs} wide>
      <p class="hint">
        A search finds what was read. Of these documents something was not, and the list says what and why.
        Look into the originals before you rely on a search.
      </p>
      <ListTable
        label={title}
        columns={matter ? columns.filter(({ title: name }) => name !== 'Matter') : columns}
        rows={documents.items}
        empty="Every word of every document here can be found."
      />
      <MoreLink
        path="/unread"
        query={matter ? { matter: matter.id } : {}}
        nextCursor={documents.nextCursor}
        label="More documents"
      />
    </Page>
  );
}

const columns: Column<NotFullyRead>[] = [
  {
    title: 'Name',
    isRowHeader: true,
    cell: ({ documentId, filename }) => (
      <a href={`/documents/${documentId}`}>
        <SafeText of={filename} />
      </a>
    ),
  },
  { title: 'Matter', cell: ({ matterName }) => <SafeText of={matterName} /> },
  { title: 'State', cell: ({ state }) => <DocumentStateChip state={state} /> },
  { title: 'Not read', cell: ({ unread }) => <UnreadList unread={unread} /> },
];
