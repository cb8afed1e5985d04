import type { OwnerlessMatter } from '../../../core/people/list-ownerless-matters.ts';
import { peopleCrumb } from '../../ui/crumbs.tsx';
import { SafeText } from '../../ui/format.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

type OwnerlessMattersPageProps = { pageFrame: PageFrame; matters: OwnerlessMatter[] };

/** What administrators reassign: matters that nobody who works here answers for. */
export function OwnerlessMattersPage({ pageFrame, matters }: OwnerlessMattersPageProps) {
  return (
    <Page title="Matters without an owner who works here" pageFrame={pageFrame} crumbs={[peopleCrumb]}>
      <p class="hint">
        What others do around these matters is told to administrators and auditors, in the owners’ place.
        Reassign each on the page of somebody who owned it.
      </p>
      <ListTable
        id="ownerless-matters"
        label="Matters without an owner who works here"
        empty="Every matter has an owner who works here."
        rows={matters}
        columns={[
          { title: 'Number', isRowHeader: true, cell: ({ number }) => <SafeText of={number} /> },
          {
            title: 'Owners who have left',
            cell: ({ owners }) =>
              owners.length === 0
                ? 'none by name'
                : owners.map(({ id, name }) => (
                    <div>
                      <a href={`/people/${id}`}>
                        <SafeText of={name} />
                      </a>
                    </div>
                  )),
          },
        ]}
      />
    </Page>
  );
}
