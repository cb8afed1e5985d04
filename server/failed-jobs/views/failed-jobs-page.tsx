import type { DeadLetter } from '../../../core/documents/pipeline/dead-letters.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { statusCrumb } from '../../ui/crumbs.tsx';
import { ActionButton, ReasonForm } from '../../ui/fields.tsx';
import { SafeText, Timestamp } from '../../ui/format.tsx';
import { stepLabels } from '../../ui/labels.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

export type FailedJobsPageProps = {
  pageFrame: PageFrame;
  failedJobs: ListPage<DeadLetter>;
  problem?: string;
};

/** Jobs that were given up, for administrators: no name and no word of a document, which belong to its matter. */
export function FailedJobsPage({ pageFrame, failedJobs, problem }: FailedJobsPageProps) {
  return (
    <Page
      title="Failed jobs"
      pageFrame={pageFrame}
      crumbs={[statusCrumb]}
      problem={problem}
      actions={
        failedJobs.items.length > 0 ? (
          <ActionButton action="/admin/dead-letters/requeue" text="Try all again" />
        ) : null
      }
    >
      <p class="hint">
        Strongroom gave up these steps after their last attempt. Documents are shown by their id; their names
        stand only in their matters.
      </p>
      <ListTable
        id="dead-letters"
        label="Failed jobs"
        columns={failedJobColumns}
        rows={failedJobs.items}
        empty="No job has failed for good."
      />
      <MoreLink path="/admin/dead-letters" nextCursor={failedJobs.nextCursor} label="Older failed jobs" />
    </Page>
  );
}

const failedJobColumns: Column<DeadLetter>[] = [
  { title: 'Document', isRowHeader: true, cell: ({ documentId }) => <code>{documentId}</code> },
  { title: 'Step', cell: ({ step }) => stepLabels[step] },
  { title: 'Attempts', cell: ({ attempts }) => attempts },
  { title: 'Reason', cell: ({ reason }) => <SafeText of={reason ?? ''} /> },
  { title: 'Given up', cell: ({ gaveUpAt }) => <Timestamp at={gaveUpAt} /> },
  { title: 'Actions', cell: (failedJob) => <FailedJobActions failedJob={failedJob} /> },
];

function FailedJobActions({ failedJob: { id, documentId } }: { failedJob: DeadLetter }) {
  return (
    <>
      <ActionButton
        action={`/admin/dead-letters/${id}/requeue`}
        text="Try again"
        label={`Try ${documentId} again`}
      />
      <ReasonForm
        action={`/admin/dead-letters/${id}/close`}
        text="Close"
        label={`Close ${documentId}`}
        fieldLabel="Note"
        fieldName="note"
        maxLength={500}
        look="quiet"
      />
    </>
  );
}
