import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import { EmptyList } from '../../ui/list-table.tsx';

type OriginalViewerProps = { document: DocumentDetail; number: number };

/** How a browser can draw a file of this type; the server sends the others as plain bytes, never to be run. */
export function inlineDisplayKind(mediaType: string): 'pdf' | 'picture' | null {
  if (mediaType === 'application/pdf') return 'pdf';
  return mediaType === 'image/png' || mediaType === 'image/jpeg' ? 'picture' : null;
}

/** Whether the server serves the original: it was scanned, and no virus was found. */
export function isOriginalAvailable({ state }: DocumentDetail): boolean {
  return state !== 'stored' && state !== 'scanning' && state !== 'quarantined';
}

/** The original beside its text, where a browser can draw it: a PDF page by page, a picture as it is. */
export function OriginalViewer({ document, number }: OriginalViewerProps) {
  const source = `/api/documents/${document.id}/original`;
  const kind = inlineDisplayKind(document.mediaType);
  if (kind === 'pdf') {
    return (
      <section class="original" aria-label="The original">
        <page-viewer src={source} page={number} pages={document.pageCount ?? 1}>
          <EmptyList>
            <a href={source}>Open the original</a>
          </EmptyList>
        </page-viewer>
      </section>
    );
  }
  if (kind === 'picture') {
    return (
      <section class="original" aria-label="The original">
        <img src={source} alt="The document as it was filed; its text stands beside it." />
      </section>
    );
  }
  return null;
}
