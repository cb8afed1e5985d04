import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import type { StoredObject } from '../../platform/write-once.ts';
import type { Extraction } from '../../tools/extraction.ts';
import { claimObject } from '../intake/claim-object.ts';

const maxBytes = 2 * 1024 ** 3;

/**
 * Stores the decrypted copy of a file, where a password was typed, beside the original, which stays as it
 * came: OCR and every later reading need the copy, and the password is gone by then.
 * @throws Problem `unavailable`
 */
export async function storeDecryptedCopy(
  app: Pick<App, 'storage'>,
  { decryptedCopy }: Extraction,
): Promise<StoredObject | null> {
  return decryptedCopy ? app.storage.writeOnce(decryptedCopy(), { maxBytes }) : null;
}

/** Records on the document the copy that `storeDecryptedCopy` stored. */
export async function recordDecryptedCopy(
  app: Pick<App, 'storage'>,
  tx: Transaction,
  { documentId, copy }: { documentId: string; copy: StoredObject },
): Promise<void> {
  await claimObject(app, tx, copy);
  await tx.document.update({ where: { id: documentId }, data: { decryptedSha256: copy.sha256 } });
}
