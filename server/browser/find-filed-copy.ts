/** A document of the matter with the very bytes of a file. */
export type FiledCopy = { filename: string; createdAt: string };

/** A file is in memory while it is hashed; a larger one is sent without being looked for. */
const maxHashedBytes = 200 * 1024 ** 2;

let hashing: Promise<unknown> = Promise.resolve();

/**
 * Asks the matter's documents, at `address`, whether a file is among them already, by its SHA-256. Undefined where it
 * is not, and where that cannot be found out: then it is sent, and the server says what is wrong.
 */
export async function findFiledCopy(
  address: string,
  file: File,
  signal: AbortSignal,
): Promise<FiledCopy | undefined> {
  if (file.size === 0 || file.size > maxHashedBytes) return undefined;
  try {
    const sha256 = await hashInTurn(file);
    const headers = { Accept: 'application/json' };
    const answer = await fetch(`${address}?sha256=${sha256}&versions=all&limit=1`, { headers, signal });
    if (!answer.ok) return undefined;
    return ((await answer.json()) as { items: FiledCopy[] }).items[0];
  } catch {
    return undefined;
  }
}

/** One after the other: three large files at once would be three in memory. */
function hashInTurn(file: File): Promise<string> {
  const hashed = hashing.then(async () => {
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
  hashing = hashed.catch(() => undefined);
  return hashed;
}
