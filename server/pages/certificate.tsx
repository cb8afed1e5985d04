import type { Certificate } from '../../core/retention/read-disposals.ts';
import type { Chrome } from './chrome.ts';
import { counted, Moment, Name, readableBytes } from './figures.tsx';
import { Layout } from './layout.tsx';

/** The certificate of a disposal, to be printed or kept: what went, when, by whom, and the hash of each file. */
export function CertificatePage({ chrome, certificate }: { chrome: Chrome; certificate: Certificate }) {
  const { documents, approvedBy, approvedAt, doneAt, withdrawnAt } = certificate;
  return (
    <Layout title="Certificate of disposal" chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/disposals">Disposal</a>
      </nav>
      <h1>Certificate of disposal</h1>
      <dl class="details">
        <dt>Matter</dt>
        <dd>
          <Name of={certificate.matterNumber} />
        </dd>
        <dt>Reason</dt>
        <dd>
          <Name of={certificate.reason} />
        </dd>
        <dt>Proposed</dt>
        <dd>
          <Name of={certificate.proposedBy.name} />, <Moment at={certificate.proposedAt} />
        </dd>
        <dt>Approved</dt>
        <dd>
          {approvedBy && approvedAt ? (
            <>
              <Name of={approvedBy.name} />, <Moment at={approvedAt} />
            </>
          ) : (
            'not yet'
          )}
        </dd>
        <dt>Done</dt>
        <dd>{doneAt ? <Moment at={doneAt} /> : withdrawnAt ? 'withdrawn before its end' : 'not yet'}</dd>
        {certificate.withdrawnBecause ? (
          <>
            <dt>Withdrawn because</dt>
            <dd>
              <Name of={certificate.withdrawnBecause} />
            </dd>
          </>
        ) : null}
        <dt>Documents</dt>
        <dd>{counted(documents.length, 'document')} purged</dd>
        <dt>Certificate</dt>
        <dd class="hash">{certificate.id}</dd>
      </dl>
      {documents.length === 0 ? null : <Documents documents={documents} />}
      <p class="hint">
        The same as <a href={`/api/disposals/${certificate.id}`}>JSON</a>. The audit log holds every act named
        here.
      </p>
    </Layout>
  );
}

function Documents({ documents }: Pick<Certificate, 'documents'>) {
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
              <Name of={document.filename} />
            </th>
            <td data-label="Size" class="figure">
              {readableBytes(document.bytes)}
            </td>
            <td data-label="Filed" class="moment">
              <Moment at={document.filedAt} />
            </td>
            <td data-label="Purged" class="moment">
              <Moment at={document.purgedAt} />
            </td>
            <td data-label="Bytes removed" class="moment">
              {document.removedAt === null ? 'not yet' : <Moment at={document.removedAt} />}
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
