import type { MatterView, NewMatter } from '../../../core/matters/matters.ts';
import type { PendingAccess } from '../../../core/matters/read-matters-page.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { PendingAccessNotice } from '../../access/views/matter-access-sections.tsx';
import { Radio } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { AccessLabel, formatOwnRole } from '../../ui/labels.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/section.tsx';

type MattersPageProps = {
  pageFrame: PageFrame;
  matters: ListPage<MatterView>;
  pendingAccess: PendingAccess;
  problem?: string;
  filled?: Partial<NewMatter>;
};

export function MattersPage({ pageFrame, matters, pendingAccess, problem, filled }: MattersPageProps) {
  const isEmpty = matters.items.length === 0;
  return (
    <Page title="Matters" pageFrame={pageFrame} actions={isEmpty ? null : <MatterFilter />}>
      <PendingAccessNotice {...pendingAccess} />
      <NewMatterForm isOpen={isEmpty} problem={problem} filled={filled ?? {}} />
      <ListTable
        id="matters"
        label="Matters"
        columns={matterColumns}
        rows={matters.items}
        rowAttributes={() => ({ 'data-row': true })}
        empty="You are in no matter yet. Open one above, or request access to one below."
      />
      <p class="hint">
        <a href="/access">Request access to a matter you do not see</a>
      </p>
      <MoreLink path="/matters" nextCursor={matters.nextCursor} label="Older matters" />
    </Page>
  );
}

function MatterFilter() {
  return (
    <filter-rows for="matters" hidden>
      <input type="search" aria-label="Filter the list" placeholder="Filter by client, number or name" />
    </filter-rows>
  );
}

const matterColumns: Column<MatterView>[] = [
  {
    title: 'Matter',
    isRowHeader: true,
    cell: ({ id, name }) => (
      <a href={`/matters/${id}`}>
        <SafeText of={name} />
      </a>
    ),
  },
  { title: 'Client', cell: ({ client }) => <SafeText of={client} /> },
  { title: 'Number', look: 'number', cell: ({ number }) => <SafeText of={number} /> },
  { title: 'Seen by', cell: ({ access }) => <AccessLabel access={access} /> },
  { title: 'Your role', cell: formatOwnRole },
  { title: 'Opened', look: 'time', cell: ({ createdAt }) => <Timestamp at={createdAt} /> },
];

type NewMatterFormProps = { isOpen: boolean; problem: string | undefined; filled: Partial<NewMatter> };

function NewMatterForm({ isOpen, problem, filled }: NewMatterFormProps) {
  const chosen = filled.access ?? 'members';
  return (
    <Panel summary="New matter" icon="plus" isOpen={isOpen} problem={problem}>
      <Form class="fields" action="/matters">
        <label class="half">
          Client
          <input name="client" value={filled.client} maxLength={200} required autocomplete="off" />
        </label>
        <label class="half">
          Number
          <input name="number" value={filled.number} maxLength={100} required autocomplete="off" />
        </label>
        <label>
          Name of the matter
          <input name="name" value={filled.name} maxLength={300} required autocomplete="off" />
        </label>
        <fieldset>
          <legend>Who may see it</legend>
          <Radio name="access" value="members" chosen={chosen} label="Only its members" />
          <Radio name="access" value="firm" chosen={chosen} label="Everybody in the firm" />
        </fieldset>
        <button class="primary">Open matter</button>
      </Form>
    </Panel>
  );
}
