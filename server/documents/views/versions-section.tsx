import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DocumentStateChip } from '../../ui/document-state-chip.tsx';
import { Form } from '../../ui/form.tsx';

/** Says on top of a document that a newer version has replaced it. */
export function NewerVersionNotice({ document }: { document: DocumentDetail }) {
  const newest = document.versions.at(-1);
  if (document.newest || !newest) return null;
  return (
    <Notice kind="plain">
      This is version {document.version}. There is a newer one:{' '}
      <a href={`/documents/${newest.id}`}>
        version {newest.version}, <SafeText of={newest.filename} />
      </a>
      .
    </Notice>
  );
}

/** Every version, what changed between them, and the way to file the next one, which works without the script. */
export function VersionsSection({ document, files }: { document: DocumentDetail; files: boolean }) {
  const isOnly = document.versions.length < 2;
  if (isOnly && !files) return null;
  return (
    <section aria-labelledby="versions-title">
      <h2 id="versions-title">Versions</h2>
      {isOnly ? null : (
        <ol class="family" reversed>
          {document.versions.toReversed().map((one) => (
            <li data-row>
              <a href={`/documents/${one.id}`} aria-current={one.id === document.id ? 'page' : undefined}>
                Version {one.version}: <SafeText of={one.filename} />
              </a>
              <DocumentStateChip state={one.state} />
              <span class="when">
                <Timestamp at={one.createdAt} />
              </span>
              {one.version > 1 ? (
                <a href={`/documents/${one.id}/changes`}>
                  What changed<span class="unheard"> in version {one.version}</span>
                </a>
              ) : null}
            </li>
          ))}
        </ol>
      )}
      {files ? (
        <details class="panel">
          <summary>Upload a new version</summary>
          <Form class="stack" encType="multipart/form-data" action={`/documents/${document.id}/versions`}>
            <label>
              File
              <input type="file" name="file" required />
            </label>
            <p class="hint">What is here now stays readable as an earlier version.</p>
            <button>Upload</button>
          </Form>
        </details>
      ) : null}
    </section>
  );
}

/** Other documents that are nearly the same, as far as the reader may see them. */
export function NearDuplicatesSection({ document }: { document: DocumentDetail }) {
  if (document.nearDuplicates.length === 0) return null;
  return (
    <section aria-labelledby="alike-title">
      <h2 id="alike-title">Nearly the same</h2>
      <ul class="family">
        {document.nearDuplicates.map((other) => (
          <li data-row>
            <a href={`/documents/${other.id}`}>
              <SafeText of={other.filename} />
            </a>
            <span>
              {other.similarity === 1 ? 'the same' : `${Math.round(other.similarity * 100)}% alike`}
            </span>
            <a href={`/documents/${document.id}/changes?from=${other.id}`}>
              Compare
              <span class="unheard">
                {' '}
                with <SafeText of={other.filename} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
