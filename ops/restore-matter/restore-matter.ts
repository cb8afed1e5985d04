import type { App } from '../../core/app.ts';
import { withRehearsalLock } from '../targets/repository-lock.ts';
import { selectTargets } from '../targets/list-targets.ts';
import { Refused } from '../errors.ts';
import { chooseTarget } from '../restore/choose-target.ts';
import { createRestoredMatter, type RestoredMatterInput } from './create-restored-matter.ts';
import { findMatterInBackup, type BackedUpDocument, type MatterSelection } from './find-matter-in-backup.ts';
import { findRestoreOwners } from './find-matter-owners.ts';
import { findMatterWalls } from './find-matter-walls.ts';
import { restoreBackup } from '../restore/restore-backup.ts';
import { withScratchServices, type ScratchServices } from '../scratch/scratch-services.ts';
import { failInterruptedRehearsals } from '../rehearsal/record-rehearsal.ts';
import { withScratchSpace } from '../scratch/scratch-space.ts';
import type { OnProgress } from '../progress.ts';

/** `requestId`: of the request in the pages, which ends in the transaction that files what was restored. Without `target`, whichever answers. */
type RestoreMatterOptions = MatterSelection & { snapshot: string; requestId?: string; target?: string };

export type RestoreMatterResult = {
  matterId: string;
  number: string;
  owners: string[];
  documents: number;
  snapshot: string;
  /** What could not be restored, a sentence each. */
  faults: string[];
  /** The same in one sentence that names no document but by its id. */
  note: string | null;
};

/**
 * Restores a matter, or one document of it, from a backup into a new matter beside everything that is there now, which stays as it
 * is. The backup is restored into scratch space, as for a rehearsal; every document's bytes are hashed on their way.
 * @throws Refused when a rehearsal runs, the disk has no room, the backup lacks it, or nobody could see it.
 */
export async function restoreMatter(
  app: App,
  options: RestoreMatterOptions,
  onProgress: OnProgress,
): Promise<RestoreMatterResult> {
  return withRehearsalLock(app.config, async () => {
    // Whoever holds this lock is none of those: they were killed.
    await failInterruptedRehearsals(app);
    return withScratchSpace(app.config, async (space) => {
      const targets = selectTargets(app.config, options.target);
      const target = await chooseTarget(targets, { snapshot: options.snapshot }, onProgress);
      // Another matter's damage is none of this one's, and what is damaged of this one is reported: every document's bytes are hashed.
      const how = { snapshot: options.snapshot, into: space.backup, withoutDamaged: true };
      const { snapshot, time } = await restoreBackup(target, how, onProgress);
      onProgress('starting a database and an object storage on it');
      return withScratchServices(app, space, (scratch) =>
        copyMatter(app, scratch, { wanted: options, snapshot, madeAt: time, onProgress }),
      );
    });
  });
}

async function copyMatter(
  app: App,
  { app: backup }: ScratchServices,
  source: { wanted: RestoreMatterOptions; snapshot: string; madeAt: string; onProgress: OnProgress },
): Promise<RestoreMatterResult> {
  const { wanted, snapshot, madeAt, onProgress } = source;
  const matter = await findMatterInBackup(backup.database, wanted);
  const owners = await findRestoreOwners(app, backup.database, matter.id);
  const walls = await findMatterWalls(app, backup.database, matter.id);
  onProgress(`${matter.documents.length} documents for ${owners.readers.length} owners`);
  const faults: DocumentFault[] = [];
  const documents: RestoredMatterInput['documents'][number][] = [];
  for (const document of matter.documents) {
    const bytes = await copyObject(app, backup, document);
    if (typeof bytes === 'number') documents.push({ ...document, bytes });
    else faults.push({ document, what: bytes });
  }
  if (documents.length === 0 && faults.length > 0)
    throw new Refused(
      `The originals of all ${faults.length} documents are missing or damaged in this backup, so nothing was restored. Restore them from an older backup.`,
    );
  const note = formatLeftOut(faults);
  const { requestId } = wanted;
  const filing = { matter, owners, walls, documents, snapshot, madeAt };
  const matterId = await createRestoredMatter(app, {
    ...filing,
    ...(requestId !== undefined && { request: { id: requestId, note } }),
  });
  return {
    matterId,
    number: matter.number,
    documents: documents.length,
    snapshot,
    note,
    owners: owners.readers.map(({ email }) => email),
    faults: faults.map(
      ({ document: { filename, id }, what }) =>
        `${filename} (document ${id}) ${what} in this backup. Try an older snapshot, or another target with --target.`,
    ),
  };
}

type DocumentFault = { document: BackedUpDocument; what: string };

/** Without their names: an administrator who requested it may not know these. */
function formatLeftOut(faults: readonly DocumentFault[]): string | null {
  if (faults.length === 0) return null;
  const ids = faults.slice(0, 5).map(({ document }) => document.id);
  const more = faults.length > ids.length ? ' and others' : '';
  return `The originals of ${faults.length} documents are missing or damaged in this backup, so these were left out: ${ids.join(', ')}${more}. Restore them from an older backup.`;
}

/** Objects are stored under their own hash: what arrives under another one is not the document. @returns its length, or what is wrong */
async function copyObject(
  app: Pick<App, 'storage' | 'config'>,
  backup: Pick<App, 'storage'>,
  { sha256 }: BackedUpDocument,
): Promise<number | string> {
  if ((await backup.storage.size(sha256)) === undefined) return 'is missing';
  const body = (await backup.storage.open(sha256)) as AsyncIterable<Buffer>;
  const stored = await app.storage.writeOnce(body, { maxBytes: app.config.maxUploadBytes });
  return stored.sha256 === sha256 ? stored.bytes : 'has other bytes than the ones that were stored';
}
