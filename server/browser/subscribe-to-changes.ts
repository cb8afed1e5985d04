import { leaveIfSignedOut } from './leave-when-signed-out.ts';

export type DocumentChange = { id: string; state: string; reason: string | null; pageCount: number | null };

const reconnectMs = 10_000;

/**
 * Calls back with every change the server sends, until the returned function is called. A browser reconnects by
 * itself after a cut; after an answer that was an error it gives up, and is made to ask again.
 */
export function subscribeToChanges(url: string, onChange: (change: DocumentChange) => void): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  const open = () => {
    source = new EventSource(url);
    source.addEventListener('document', (event) =>
      onChange(JSON.parse((event as MessageEvent<string>).data) as DocumentChange),
    );
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      void leaveIfSignedOut();
      timer = window.setTimeout(open, reconnectMs);
    });
  };
  open();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}
