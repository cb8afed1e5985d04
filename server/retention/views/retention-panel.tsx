import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { Form } from '../../ui/form.tsx';

/** Deleting a document, and keeping it from being deleted. What came in another document goes with that: its bytes would stay there. */
export function RetentionPanel({ document, matter }: { document: DocumentDetail; matter: MatterView }) {
  if (matter.role !== 'owner' && matter.role !== 'editor') return null;
  return (
    <section aria-labelledby="keeping-title">
      <h2 id="keeping-title">Keeping</h2>
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
              Bring this document back from a backup
            </a>
          </p>
        </>
      ) : null}
    </section>
  );
}

function DeleteDocumentForm({ id }: { id: string }) {
  return (
    <details class="panel">
      <summary>Delete this document</summary>
      <Form class="stack" action={`/documents/${id}/delete`}>
        <p class="hint">
          It goes to the bin of the matter with all its versions and all that came in it, and is gone for
          everybody. For 30 days it can be restored there.
        </p>
        <button>Delete</button>
      </Form>
    </details>
  );
}
