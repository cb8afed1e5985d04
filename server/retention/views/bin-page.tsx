import type { MatterView } from '../../../core/matters/matters.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import type { BinEntry } from '../../../core/retention/list-bin.ts';
import { formatBytes } from '../../browser/format.ts';
import { matterCrumbs } from '../../ui/crumbs.tsx';
import { ActionButton } from '../../ui/fields.tsx';
import { ActorTime, Timestamp, SafeText } from '../../ui/format.tsx';
import { VersionMark } from '../../ui/labels.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

export type BinPageProps = { pageFrame: PageFrame; matter: MatterView; entries: ListPage<BinEntry> };

/** The bin of a matter: what was deleted, by whom, and until when it comes back at the press of a button. */
export function BinPage({ pageFrame, matter, entries }: BinPageProps) {
  return (
    <Page title="Bin" pageFrame={pageFrame} crumbs={matterCrumbs(matter)}>
      <p class="hint">
        Nobody finds, opens or downloads a document that is in the bin. It stays here for 30 days with all its
        versions and attachments, and is then purged. It stays while the matter is closed, and nothing is
        restored until the matter is open again.
      </p>
      <ListTable
        id="bin"
        label="Bin"
        columns={binColumns}
        rows={entries.items}
        empty="The bin of this matter is empty."
      />
      <MoreLink path={`/matters/${matter.id}/bin`} nextCursor={entries.nextCursor} label="Deleted earlier" />
    </Page>
  );
}

const binColumns: Column<BinEntry>[] = [
  {
    title: 'Name',
    isRowHeader: true,
    cell: ({ filename, version }) => (
      <>
        <SafeText of={filename} />
        <VersionMark version={version} newest />
      </>
    ),
  },
  { title: 'Size', look: 'figure', cell: ({ bytes }) => formatBytes(bytes) },
  {
    title: 'Deleted',
    look: 'time',
    cell: ({ deletedAt, deletedBy }) => <ActorTime at={deletedAt} by={deletedBy.name} />,
  },
  {
    title: 'Can be restored until',
    look: 'time',
    cell: ({ restorableUntil }) =>
      restorableUntil === null ? 'The matter is closed' : <Timestamp at={restorableUntil} />,
  },
  {
    title: 'Actions',
    cell: ({ id, filename }) => (
      <ActionButton action={`/documents/${id}/restore`} text="Restore" label={`Restore ${filename}`} />
    ),
  },
];
