import type { App } from '../../core/app.ts';
import { restoreDetailsSchema } from '../../core/backups/restores.ts';
import { NotInBackup, Refused } from '../errors.ts';
import { restoreMatter } from './restore-matter.ts';

/** What somebody requested in the pages; `what` is as core/backups/restores.ts wrote it. */
export type RestoreRequest = { id: string; matterId: string | null; what: Record<string, string> };

/**
 * Restores what was requested, once: the transaction that files it ends the request, and one that has ended does not run again.
 * @returns what could not be restored, in a sentence; null when nothing is missing.
 * @throws Busy while a rehearsal or another restore runs; Refused in words for whoever requested it, a partner for instance.
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
    app.log.error({ err: error }, 'a restore that was requested failed');
    throw new Refused(
      'The backup could not be read, so nothing was restored and nothing was changed. Ask whoever runs the server to type “strongroom logs ops”, which shows why. Then request it again.',
      { cause: error },
    );
  }
}

const notInBackupReasons: Readonly<Record<NotInBackup['missing'], string>> = {
  matter:
    'This backup was made before the matter was opened, so nothing was restored. Request it from a newer backup.',
  document:
    'The document is not in this backup, so nothing was restored. Request it from a backup that was made while the document was there.',
  snapshot:
    'This backup is kept no longer, or its target does not answer, so nothing was restored. Request it from another backup.',
};
