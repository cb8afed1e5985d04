import type { DeadLetter } from '../../../core/documents/pipeline/dead-letters.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { stepLabels } from '../../ui/step-names.ts';
import { Form } from '../../ui/form.tsx';

export type FailedJobsPageProps = {
  pageFrame: PageFrame;
  failedJobs: ListPage<DeadLetter>;
  problem?: string;
};

/** Work that was given up, for administrators: no name and no word of a document, which belong to its matter. */
export function FailedJobsPage({ pageFrame, failedJobs, problem }: FailedJobsPageProps) {
  return (
    <Layout title="Failed work" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/admin/status">Status</a>
      </nav>
      <div class="heading">
        <h1>Failed work</h1>
        {failedJobs.items.length > 0 ? (
          <Form action="/admin/dead-letters/requeue">
            <button>Try all again</button>
          </Form>
        ) : null}
      </div>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <p class="hint">
        Steps that Strongroom gave up after their last attempt. The names of the documents are shown only in
        their matters.
      </p>
      {failedJobs.items.length === 0 ? (
        <p class="empty">Nothing has been given up.</p>
      ) : (
        <FailedJobsTable letters={failedJobs.items} />
      )}
      {failedJobs.nextCursor ? (
        <p class="more">
          <a class="button" href={`/admin/dead-letters?cursor=${encodeURIComponent(failedJobs.nextCursor)}`}>
            Older ones
          </a>
        </p>
      ) : null}
    </Layout>
  );
}

function FailedJobsTable({ letters }: { letters: DeadLetter[] }) {
  return (
    <div class="scroll">
      <table class="list" id="dead-letters">
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col">Step</th>
            <th scope="col">Attempts</th>
            <th scope="col">Why</th>
            <th scope="col">Given up</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {letters.map((letter) => (
            <FailedJobRow letter={letter} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FailedJobRow({ letter }: { letter: DeadLetter }) {
  const { id, documentId, step, attempts, reason, gaveUpAt } = letter;
  return (
    <tr>
      <th scope="row">
        <code>{documentId}</code>
      </th>
      <td data-label="Step">{stepLabels[step]}</td>
      <td data-label="Attempts">{attempts}</td>
      <td data-label="Why">{reason}</td>
      <td data-label="Given up">
        <Timestamp at={gaveUpAt} />
      </td>
      <td data-label="What to do">
        <Form action={`/admin/dead-letters/${id}/requeue`}>
          <button aria-label={`Try ${documentId} again`}>Try again</button>
        </Form>
        <Form action={`/admin/dead-letters/${id}/close`}>
          <label>
            Note <input name="note" required maxLength={500} autocomplete="off" />
          </label>
          <button class="quiet" aria-label={`Close ${documentId}`}>
            Close
          </button>
        </Form>
      </td>
    </tr>
  );
}
