import type { DocumentView } from '../../../core/documents/read/document-view.ts';
import type { HoldView } from '../../../core/holds/holds.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

export type HoldsPageProps = {
  pageFrame: PageFrame;
  /** The matter whose owner looks; null for an administrator, who names each by its number. */
  matter: MatterView | null;
  /** The document that is to be held by itself, where the way led through its page. */
  document: DocumentView | null;
  holds: HoldView[];
  problem?: string;
};

/** The legal holds over one matter, or over all for administrators. */
export function HoldsPage(props: HoldsPageProps) {
  const { pageFrame, matter, holds, problem } = props;
  const basePath = matter ? `/matters/${matter.id}/holds` : '/admin/holds';
  return (
    <Layout title="Legal holds" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        {matter ? (
          <a href={`/matters/${matter.id}`}>
            <SafeText of={matter.name} />
          </a>
        ) : (
          <a href="/people">People</a>
        )}
      </nav>
      <h1>Legal holds</h1>
      <p class="hint">
        While a hold stands, nothing that it covers can be deleted, purged, replaced by a new version or
        disposed of, by anybody. Filing, reading and searching go on.
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <PlaceHoldForm {...props} here={basePath} />
      {holds.length === 0 ? <p class="empty">There was never a hold here.</p> : null}
      {holds.length === 0 ? null : <HoldsTable holds={holds} here={basePath} byNumber={matter === null} />}
    </Layout>
  );
}

function PlaceHoldForm({ matter, document, here, problem }: HoldsPageProps & { here: string }) {
  return (
    <details class="panel" open={problem !== undefined || document !== null}>
      <summary>Place a hold</summary>
      <Form class="stack" action={here}>
        {document ? (
          <p>
            On <SafeText of={document.filename} />, with all its versions, what it came in and what came with
            it.
            <input type="hidden" name="document" value={document.id} />
          </p>
        ) : null}
        {matter && !document ? <p>On the whole matter, what is filed in it later too.</p> : null}
        {matter ? null : (
          <label>
            Number of the matter
            <input name="number" required maxLength={300} autocomplete="off" />
          </label>
        )}
        <label>
          Name of the hold
          <input name="name" required maxLength={300} autocomplete="off" />
        </label>
        <label>
          Reason
          <input name="reason" required maxLength={1000} autocomplete="off" />
        </label>
        <button class="primary">Place the hold</button>
      </Form>
    </details>
  );
}

function HoldsTable({ holds, here, byNumber }: { holds: HoldView[]; here: string; byNumber: boolean }) {
  return (
    <div class="scroll">
      <table class="list" id="holds">
        <thead>
          <tr>
            <th scope="col">Hold</th>
            <th scope="col">Covers</th>
            <th scope="col">Issued</th>
            <th scope="col">Released</th>
          </tr>
        </thead>
        <tbody>
          {holds.map((hold) => (
            <tr>
              <th scope="row">
                <SafeText of={hold.name} />
                <p class="reason">
                  <SafeText of={hold.reason} />
                </p>
              </th>
              <td data-label="Covers">
                {hold.covers.map((cover) => (
                  <HoldScope cover={cover} byNumber={byNumber} />
                ))}
              </td>
              <td data-label="Issued" class="moment">
                <Timestamp at={hold.issuedAt} />
                <span class="by">
                  <SafeText of={hold.issuedBy.name} />
                </span>
              </td>
              <td data-label="Released">
                <ReleaseHoldCell hold={hold} here={here} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HoldScope({ cover, byNumber }: { cover: HoldView['covers'][number]; byNumber: boolean }) {
  return (
    <div>
      {byNumber ? <SafeText of={`${cover.matterNumber}: `} /> : null}
      {cover.documentId === null ? 'the whole matter' : null}
      {cover.filename === null ? cover.documentId && 'one document' : <SafeText of={cover.filename} />}
    </div>
  );
}

function ReleaseHoldCell({ hold, here }: { hold: HoldView; here: string }) {
  if (hold.releasedAt)
    return (
      <>
        <Timestamp at={hold.releasedAt} />: <SafeText of={hold.releasedBecause ?? ''} />
      </>
    );
  return (
    <Form action={`${here}/release`}>
      <input type="hidden" name="hold" value={hold.id} />
      <label>
        Why <input name="reason" required maxLength={1000} autocomplete="off" />
      </label>
      <button class="quiet" aria-label={`Release the hold ${hold.name}`}>
        Release
      </button>
    </Form>
  );
}
