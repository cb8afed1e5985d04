import type { DisposalCertificate } from '../../../core/retention/read-disposals.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { formatCount, Timestamp, SafeText, formatBytes } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';

/** The certificate of a disposal, to be printed or kept: what went, when, by whom, and the hash of each file. */
export function DisposalCertificatePage({
  pageFrame,
  certificate,
}: {
  pageFrame: PageFrame;
  certificate: DisposalCertificate;
}) {
  const { documents, approvedBy, approvedAt, doneAt, withdrawnAt } = certificate;
  return (
    <Layout title="Certificate of disposal" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/disposals">Disposal</a>
      </nav>
      <h1>Certificate of disposal</h1>
      <dl class="details">
        <dt>Matter</dt>
        <dd>
          <SafeText of={certificate.matterNumber} />
        </dd>
        <dt>Reason</dt>
        <dd>
          <SafeText of={certificate.reason} />
        </dd>
        <dt>Proposed</dt>
        <dd>
          <SafeText of={certificate.proposedBy.name} />, <Timestamp at={certificate.proposedAt} />
        </dd>
        <dt>Approved</dt>
        <dd>
          {approvedBy && approvedAt ? (
            <>
              <SafeText of={approvedBy.name} />, <Timestamp at={approvedAt} />
            </>
          ) : (
            'not yet'
          )}
        </dd>
        <dt>Done</dt>
        <dd>{doneAt ? <Timestamp at={doneAt} /> : withdrawnAt ? 'withdrawn before its end' : 'not yet'}</dd>
        {certificate.withdrawnBecause ? (
          <>
            <dt>Withdrawn because</dt>
            <dd>
              <SafeText of={certificate.withdrawnBecause} />
            </dd>
          </>
        ) : null}
        <dt>Documents</dt>
        <dd>{formatCount(documents.length, 'document')} purged</dd>
        <dt>Certificate</dt>
        <dd class="hash">{certificate.id}</dd>
      </dl>
      {documents.length === 0 ? null : <DisposedDocumentsTable documents={documents} />}
      <p class="hint">
        The same as <a href={`/api/disposals/${certificate.id}`}>JSON</a>. The audit log holds every act named
        here.
      </p>
    </Layout>
  );
}

function DisposedDocumentsTable({ documents }: Pick<DisposalCertificate, 'documents'>) {
  return (
    <table class="list" id="disposed">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="figure">
            Size
          </th>
          <th scope="col">Filed</th>
          <th scope="col">Purged</th>
          <th scope="col">Bytes removed</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {documents.map((document) => (
          <tr>
            <th scope="row">
              <SafeText of={document.filename} />
            </th>
            <td data-label="Size" class="figure">
              {formatBytes(document.bytes)}
            </td>
            <td data-label="Filed" class="moment">
              <Timestamp at={document.filedAt} />
            </td>
            <td data-label="Purged" class="moment">
              <Timestamp at={document.purgedAt} />
            </td>
            <td data-label="Bytes removed" class="moment">
              {document.removedAt === null ? 'not yet' : <Timestamp at={document.removedAt} />}
            </td>
            <td data-label="SHA-256" class="hash">
              {document.sha256}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
