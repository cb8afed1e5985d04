import type { NearDuplicates } from '../../../core/documents/versions/find-near-duplicates.ts';
import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import { formatCount } from '../../browser/format.ts';
import { DocumentStateChip } from '../../ui/chip.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel, Section } from '../../ui/section.tsx';

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

type VersionsSectionProps = { document: DocumentDetail; canEdit: boolean };

/** Every version, what changed between them, and the way to file the next one, which works without the script. */
export function VersionsSection({ document, canEdit }: VersionsSectionProps) {
  const isOnly = document.versions.length < 2;
  if (isOnly && !canEdit) return null;
  return (
    <Section id="versions-title" title="Versions">
      {isOnly ? null : (
        <ol class="family" reversed>
          {document.versions.toReversed().map((version) => (
            <VersionItem version={version} isOpen={version.id === document.id} />
          ))}
        </ol>
      )}
      {canEdit ? <NewVersionForm id={document.id} /> : null}
    </Section>
  );
}

type VersionItemProps = {
  version: DocumentDetail['versions'][number];
  /** It is the one whose page this is. */
  isOpen: boolean;
};

function VersionItem({ version: { id, version, filename, state, createdAt }, isOpen }: VersionItemProps) {
  return (
    <li data-row>
      <a href={`/documents/${id}`} aria-current={isOpen ? 'page' : undefined}>
        Version {version}: <SafeText of={filename} />
      </a>
      <DocumentStateChip state={state} />
      <span class="when">
        <Timestamp at={createdAt} />
      </span>
      {version > 1 ? (
        <a href={`/documents/${id}/changes`}>
          What changed<span class="unheard"> in version {version}</span>
        </a>
      ) : null}
    </li>
  );
}

function NewVersionForm({ id }: { id: string }) {
  return (
    <Panel summary="Upload a new version">
      <Form class="stack" encType="multipart/form-data" action={`/documents/${id}/versions`}>
        <label>
          File
          <input type="file" name="file" required />
        </label>
        <p class="hint">What is here now stays readable as an earlier version.</p>
        <button>Upload</button>
      </Form>
    </Panel>
  );
}

type NearDuplicatesProps = { of: DocumentDetail; nearDuplicates: NearDuplicates };

/** Other documents that are nearly the same, as far as the reader may see them. */
export function NearDuplicatesSection({ of, nearDuplicates }: NearDuplicatesProps) {
  const { items, more } = nearDuplicates;
  if (items.length === 0) return null;
  return (
    <Section id="alike-title" title="Near duplicates">
      <ul class="family">
        {items.map((other) => (
          <li data-row>
            <a href={`/documents/${other.id}`}>
              <SafeText of={other.filename} />
            </a>
            <span>
              {other.similarity === 1 ? 'the same' : `${Math.round(other.similarity * 100)}% alike`}
            </span>
            <a href={`/documents/${of.id}/changes?from=${other.id}`}>
              Compare
              <span class="unheard">
                {' '}
                with <SafeText of={other.filename} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {more === 0 ? null : (
        <p class="hint">
          These are the most similar; {formatCount(more, 'more document')} {more === 1 ? 'is' : 'are'} nearly
          the same.
        </p>
      )}
    </Section>
  );
}
