import type { DisposalCertificate } from '../../../core/retention/read-disposals.ts';
import { formatBytes, formatCount } from '../../browser/format.ts';
import type { Children } from '../../ui/custom-elements.ts';
import { disposalsCrumb } from '../../ui/crumbs.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

type DisposalCertificatePageProps = { pageFrame: PageFrame; certificate: DisposalCertificate };

/** The certificate of a disposal, to be printed or filed: what went, when, by whom, and the hash of each file. */
export function DisposalCertificatePage({ pageFrame, certificate }: DisposalCertificatePageProps) {
  return (
    <Page title="Certificate of disposal" pageFrame={pageFrame} crumbs={[disposalsCrumb]}>
      <dl class="details">
        {listFacts(certificate).map(([term, fact]) => (
          <>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </>
        ))}
        <dt>Certificate</dt>
        <dd class="hash">{certificate.id}</dd>
      </dl>
      <ListTable
        id="disposed"
        label="Purged documents"
        columns={documentColumns}
        rows={certificate.documents}
      />
      <p class="hint">
        The same as <a href={`/api/disposals/${certificate.id}`}>JSON</a>. The audit log records every act
        named here.
      </p>
    </Page>
  );
}

function listFacts(certificate: DisposalCertificate): [term: string, fact: Children][] {
  const { approvedBy, approvedAt, doneAt, withdrawnAt, withdrawnBecause, documents } = certificate;
  const done = withdrawnAt ? 'withdrawn before its end' : 'not yet';
  const facts: ([string, Children] | null)[] = [
    ['Matter', <SafeText of={certificate.matterNumber} />],
    ['Reason', <SafeText of={certificate.reason} />],
    ['Proposed', <Act by={certificate.proposedBy} at={certificate.proposedAt} />],
    ['Approved', approvedBy && approvedAt ? <Act by={approvedBy} at={approvedAt} /> : 'not yet'],
    ['Done', doneAt ? <Timestamp at={doneAt} /> : done],
    withdrawnBecause ? ['Withdrawn because', <SafeText of={withdrawnBecause} />] : null,
    ['Documents', `${formatCount(documents.length, 'document')} purged`],
  ];
  return facts.filter((fact) => fact !== null);
}

function Act({ by, at }: { by: { name: string }; at: string }) {
  return (
    <>
      <SafeText of={by.name} />, <Timestamp at={at} />
    </>
  );
}

const documentColumns: Column<DisposalCertificate['documents'][number]>[] = [
  { title: 'Name', isRowHeader: true, cell: ({ filename }) => <SafeText of={filename} /> },
  { title: 'Size', look: 'figure', cell: ({ bytes }) => formatBytes(bytes) },
  { title: 'Filed', look: 'time', cell: ({ filedAt }) => <Timestamp at={filedAt} /> },
  { title: 'Purged', look: 'time', cell: ({ purgedAt }) => <Timestamp at={purgedAt} /> },
  {
    title: 'Original deleted',
    look: 'time',
    cell: ({ removedAt }) => (removedAt === null ? 'not yet' : <Timestamp at={removedAt} />),
  },
  { title: 'SHA-256', look: 'hash', cell: ({ sha256 }) => sha256 },
];
