import type { App } from '../../core/app.ts';
import { restoreDetailsSchema } from '../../core/backups/restores.ts';
import { NotInBackup, Refused } from '../errors.ts';
import { restoreMatter } from './restore-matter.ts';

/** What somebody ordered in the pages; `what` is as core/backups/restores.ts wrote it. */
export type RestoreRequest = { id: string; matterId: string | null; what: Record<string, string> };

/**
 * Brings back what was ordered, once: the transaction that files it ends the order, and one that has ended is not taken up again.
 * @returns what could not be brought back, in a sentence; null when nothing is missing.
 * @throws Busy while a rehearsal or another restore runs; Refused in words for whoever ordered it, a partner for instance.
 */
export async function runRestoreRequest(
  app: App,
  request: RestoreRequest,
  onProgress: (line: string) => void,
): Promise<string | null> {
  try {
    const { documentId, snapshot = 'latest' } = restoreDetailsSchema.parse(request.what);
    const { note } = await restoreMatter(
      app,
      {
        ...{ matter: request.matterId ?? '', snapshot, requestId: request.id },
        ...(documentId !== undefined && { document: documentId }),
      },
      onProgress,
    );
    return note;
  } catch (error) {
    if (error instanceof NotInBackup) throw new Refused(notInBackupReasons[error.missing], { cause: error });
    if (error instanceof Refused) throw error;
    app.log.error({ err: error }, 'a restore that was ordered failed');
    throw new Refused(
      'The backup could not be read, so nothing was brought back and nothing was changed. Ask whoever runs the server to type “strongroom logs ops”, which says why; then order it again.',
      { cause: error },
    );
  }
}

const notInBackupReasons: Readonly<Record<NotInBackup['missing'], string>> = {
  matter:
    'This backup was made before the matter was opened, so nothing was brought back. Order it from a newer backup.',
  document:
    'The document is not in this backup, so nothing was brought back. Order it from a backup that was made while the document was there.',
  snapshot:
    'This backup is kept no longer, or the place where it lies does not answer, so nothing was brought back. Order it from another backup.',
};
