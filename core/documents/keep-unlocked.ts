import type { App } from '../app.ts';
import type { Transaction } from '../platform/database.ts';
import type { StoredBytes } from '../platform/storage.ts';
import type { Extraction } from '../tools/extraction.ts';
import { claimBytes } from './claim-bytes.ts';

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
export async function noteUnlocked(
  app: Pick<App, 'storage'>,
  tx: Transaction,
  { documentId, copy }: { documentId: string; copy: StoredBytes },
): Promise<void> {
  await claimBytes(app, tx, copy);
  await tx.document.update({ where: { id: documentId }, data: { unlockedSha256: copy.sha256 } });
}
