export type DocumentChange = { id: string; state: string; reason: string | null; pageCount: number | null };

const comeBackMs = 10_000;

/**
 * Calls back with every change the server tells of, until the returned function is called. A browser reconnects by
 * itself after a cut; after an answer that was an error it gives up, and is made to ask again.
 */
export function followEvents(address: string, onChange: (change: DocumentChange) => void): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  const open = () => {
    source = new EventSource(address);
    source.addEventListener('document', (event) =>
      onChange(JSON.parse((event as MessageEvent<string>).data) as DocumentChange),
    );
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, comeBackMs);
    });
  };
  open();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}
