/**
 * Makes of a dear question one that is asked once at a time, however many want to know: they share the answer, also
 * for `ms` after it came. An error is shared by those who wait, and kept for nobody.
 */
export function shareRecent<T>(ask: () => Promise<T>, ms: number): () => Promise<T> {
  let shared: Promise<T> | undefined;
  return () => {
    if (shared) return shared;
    const asked = ask();
    shared = asked;
    const forget = () => (shared = undefined);
    asked.then(() => setTimeout(forget, ms).unref(), forget);
    return asked;
  };
}
