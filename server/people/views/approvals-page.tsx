import type { ApprovalView } from '../../../core/auth/approvals.ts';
import { peopleCrumb } from '../../ui/crumbs.tsx';
import { ActionButton, formatPerson } from '../../ui/fields.tsx';
import { ActorTime, SafeText, Timestamp } from '../../ui/format.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

type ApprovalsPageProps = { pageFrame: PageFrame; approvals: ApprovalView[]; problem?: string };

/** What one administrator does only when a second one has approved it. */
export function ApprovalsPage({ pageFrame, approvals, problem }: ApprovalsPageProps) {
  const readerId = pageFrame.person?.id;
  return (
    <Page title="Approvals" pageFrame={pageFrame} crumbs={[peopleCrumb]} problem={problem}>
      <p class="lead">
        A second administrator approves changes of single sign-on, new auditors, and password links for
        administrators, auditors and people with a role in a walled matter.
      </p>
      <ListTable
        id="approvals"
        label="What waits for an approval, or was approved and not done yet"
        columns={approvalColumns(readerId)}
        rows={approvals}
        empty="Nothing waits for an approval."
      />
      <p class="hint">
        What was approved is done by whoever asked, who does the same again within 7 days of asking. Where
        there is no second administrator, it can be done alone after 24 hours. Ask back by telephone before
        you approve.
      </p>
    </Page>
  );
}

function approvalColumns(readerId: string | undefined): Column<ApprovalView>[] {
  return [
    {
      title: 'What',
      isRowHeader: true,
      cell: ({ lines }) =>
        lines.map((line) => (
          <div>
            <SafeText of={line} />
          </div>
        )),
    },
    {
      title: 'Asked',
      look: 'time',
      cell: ({ askedAt, askedBy }) => <ActorTime at={askedAt} by={formatPerson(askedBy)} />,
    },
    { title: 'State', cell: (approval) => <ApprovalState {...approval} /> },
    {
      title: 'Actions',
      cell: ({ id, askedBy, usable }) => (
        <>
          {askedBy.id === readerId || usable ? null : (
            <ActionButton action={`/admin/approvals/${id}/approve`} text="Approve" />
          )}
          <ActionButton
            action={`/admin/approvals/${id}/decline`}
            text={askedBy.id === readerId ? 'Withdraw' : 'Decline'}
            look="quiet"
          />
        </>
      ),
    },
  ];
}

function ApprovalState({ usable, approvedBy, freeFrom }: ApprovalView) {
  if (approvedBy)
    return (
      <>
        Approved by <SafeText of={formatPerson(approvedBy)} />
      </>
    );
  if (usable) return 'Can be done';
  if (freeFrom === null) return 'Waits';
  return (
    <>
      Nobody else can approve; can be done from <Timestamp at={freeFrom} />
    </>
  );
}
