import type { DocumentView } from '../../../core/documents/read/document-view.ts';
import type { HoldView } from '../../../core/holds/holds.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { matterCrumbs, peopleCrumb } from '../../ui/crumbs.tsx';
import { MatterNumberField, ReasonForm } from '../../ui/fields.tsx';
import { ActorTime, Reason, Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/section.tsx';

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
  const crumbs = matter ? matterCrumbs(matter) : [peopleCrumb];
  return (
    <Page title="Legal holds" pageFrame={pageFrame} crumbs={crumbs} problem={problem}>
      <p class="hint">
        While a hold stands, nobody can delete, purge, replace or dispose of what it covers. Filing, reading
        and searching go on.
      </p>
      <PlaceHoldForm {...props} basePath={basePath} />
      <HoldsTable holds={holds} basePath={basePath} byNumber={matter === null} />
    </Page>
  );
}

function PlaceHoldForm({ matter, document, basePath, problem }: HoldsPageProps & { basePath: string }) {
  return (
    <Panel summary="Place a hold" isOpen={problem !== undefined || document !== null}>
      <Form class="stack" action={basePath}>
        {document ? (
          <p>
            The hold covers <SafeText of={document.filename} />, all its versions, the file it came in and its
            attachments.
            <input type="hidden" name="document" value={document.id} />
          </p>
        ) : null}
        {matter && !document ? <p>The hold covers the whole matter, and what is filed in it later.</p> : null}
        {matter ? null : <MatterNumberField />}
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
    </Panel>
  );
}

type HoldsTableProps = { holds: HoldView[]; basePath: string; byNumber: boolean };

function HoldsTable({ holds, basePath, byNumber }: HoldsTableProps) {
  return (
    <ListTable
      id="holds"
      label="Legal holds"
      empty="There has been no hold here."
      rows={holds}
      columns={[
        {
          title: 'Hold',
          isRowHeader: true,
          cell: ({ name, reason }) => (
            <>
              <SafeText of={name} />
              <Reason of={reason} />
            </>
          ),
        },
        {
          title: 'Covers',
          cell: ({ covers }) => covers.map((cover) => <HoldScope cover={cover} byNumber={byNumber} />),
        },
        {
          title: 'Issued',
          look: 'time',
          cell: ({ issuedAt, issuedBy }) => <ActorTime at={issuedAt} by={issuedBy.name} />,
        },
        { title: 'Released', cell: (hold) => <ReleaseHoldCell hold={hold} basePath={basePath} /> },
      ]}
    />
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

function ReleaseHoldCell({ hold, basePath }: { hold: HoldView; basePath: string }) {
  if (hold.releasedAt)
    return (
      <>
        <Timestamp at={hold.releasedAt} />: <SafeText of={hold.releasedBecause ?? ''} />
      </>
    );
  return (
    <ReasonForm
      action={`${basePath}/release`}
      hidden={{ hold: hold.id }}
      text="Release"
      label={`Release the hold ${hold.name}`}
      look="quiet"
    />
  );
}
