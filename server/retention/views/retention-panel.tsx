import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { Form } from '../../ui/form.tsx';
import { Panel, Section } from '../../ui/section.tsx';

/** Deleting a document, and keeping it from being deleted. What came in another document goes with that: its bytes would stay there. */
export function RetentionPanel({ document, matter }: { document: DocumentDetail; matter: MatterView }) {
  if (matter.role !== 'owner' && matter.role !== 'editor') return null;
  return (
    <Section id="retention-title" title="Retention">
      {document.parentId === null ? <DeleteDocumentForm id={document.id} /> : null}
      {matter.can['manage holds'] && matter.can['restore matters'] ? (
        <>
          <p>
            <a href={`/matters/${matter.id}/holds?document=${document.id}`}>
              Put this document under legal hold
            </a>
          </p>
          <p>
            <a href={`/matters/${matter.id}/restores?document=${document.id}`}>
              Restore this document from a backup
            </a>
          </p>
        </>
      ) : null}
    </Section>
  );
}

function DeleteDocumentForm({ id }: { id: string }) {
  return (
    <Panel summary="Delete this document">
      <Form class="stack" action={`/documents/${id}/delete`}>
        <p class="hint">
          The document moves to the bin of the matter, with all its versions and attachments. Nobody can open
          it then. You can restore it for 30 days.
        </p>
        <button>Delete</button>
      </Form>
    </Panel>
  );
}
