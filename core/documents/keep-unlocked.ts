import type { App } from '../app.js';
import type { Transaction } from '../platform/database.js';
import type { StoredBytes } from '../platform/storage.js';
import type { Extraction } from '../tools/extraction.js';

const maxBytes = 2 * 1024 ** 3;

/**
 * Keeps the file without its password, where one was given, beside the original, which stays as it came: OCR and every later
 * reading need it, and the password is gone by then. @throws Problem `unavailable`
 */
export async function keepUnlocked(
  app: Pick<App, 'storage'>,
  { unlocked }: Extraction,
): Promise<StoredBytes | null> {
  return unlocked ? app.storage.writeOnce(unlocked(), { maxBytes }) : null;
}

/** Notes on the document what `keepUnlocked` kept. */
export async function noteUnlocked(tx: Transaction, documentId: string, copy: StoredBytes): Promise<void> {
  const { sha256, bytes } = copy;
  await tx.storedObject.createMany({ data: [{ sha256, bytes: BigInt(bytes) }], skipDuplicates: true });
  await tx.document.update({ where: { id: documentId }, data: { unlockedSha256: sha256 } });
}
