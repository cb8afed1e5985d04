import type { App } from '../../core/app.ts';
import { withRehearsalLock } from '../backup/repository-lock.ts';
import { chooseTargets } from '../backup/targets.ts';
import { Refused } from '../refused.ts';
import { choosePlace } from './choose-place.ts';
import { fileRestored, type Filing } from './file-restored.ts';
import { findInSet, type FoundDocument, type Wanted } from './matter-in-set.ts';
import { findOwners } from './matter-owners.ts';
import { findWalls } from './matter-walls.ts';
import { restoreSet } from './restore-set.ts';
import { withScratchServices, type Scratch } from './scratch-services.ts';
import { failInterruptedRehearsals } from './record-rehearsal.ts';
import { inScratchSpace } from './scratch-space.ts';

type Say = (line: string) => void;
/** `orderId`: of the request in the pages, which ends in the transaction that files what came back. `place`: near or far; else which answers. */
type Order = Wanted & { snapshot: string; orderId?: string; place?: string };

export type RestoredMatter = {
  matterId: string;
  number: string;
  owners: string[];
  documents: number;
  snapshot: string;
  /** What could not be brought back, a sentence each. */
  faults: string[];
  /** The same in one sentence that names no document but by its id. */
  note: string | null;
};

/**
 * Brings a matter, or one document of it, out of a set into a new matter beside everything that is there now, which is left as it is. The
 * set comes into scratch space, as for a rehearsal; every document's bytes are hashed on their way.
 * @throws Refused when a rehearsal is under way, the disk has no room, the set lacks it, or nobody could see it.
 */
export async function restoreMatter(app: App, wanted: Order, say: Say): Promise<RestoredMatter> {
  return withRehearsalLock(app.config, async () => {
    // Whose lock this is, is none of theirs: they were killed.
    await failInterruptedRehearsals(app);
    return inScratchSpace(app.config, async (space) => {
      const places = chooseTargets(app.config, wanted.place);
      const target = await choosePlace(places, { snapshot: wanted.snapshot }, say);
      // Another matter's damage is none of this one's, and what is damaged of this one is named: every document's bytes are hashed.
      const how = { snapshot: wanted.snapshot, into: space.set, withoutDamaged: true };
      const { snapshot, time } = await restoreSet(target, how, say);
      say('starting a database and an object storage on it');
      return withScratchServices(app, space, (set) =>
        takeOver(app, set, { wanted, snapshot, madeAt: time, say }),
      );
    });
  });
}

async function takeOver(
  app: App,
  { app: set }: Scratch,
  order: { wanted: Order; snapshot: string; madeAt: string; say: Say },
): Promise<RestoredMatter> {
  const { wanted, snapshot, madeAt, say } = order;
  const matter = await findInSet(set.database, wanted);
  const owners = await findOwners(app, set.database, matter.id);
  const walls = await findWalls(app, set.database, matter.id);
  say(`${matter.documents.length} documents for ${owners.length} owners`);
  const faults: Fault[] = [];
  const documents: Filing['documents'][number][] = [];
  for (const document of matter.documents) {
    const bytes = await takeBytes(app, set, document);
    if (typeof bytes === 'number') documents.push({ ...document, bytes });
    else faults.push({ document, what: bytes });
  }
  if (documents.length === 0 && faults.length > 0)
    throw new Refused(
      `The originals of all ${faults.length} documents are missing or damaged in this backup, so nothing was brought back. Take them from an older backup.`,
    );
  const note = leftOut(faults);
  const { orderId } = wanted;
  const filing = { matter, owners, walls, documents, snapshot, madeAt };
  const matterId = await fileRestored(app, {
    ...filing,
    ...(orderId !== undefined && { order: { id: orderId, note } }),
  });
  return {
    ...{ matterId, number: matter.number, documents: documents.length, snapshot, note },
    owners: owners.map(({ email }) => email),
    faults: faults.map(
      ({ document: { filename, id }, what }) =>
        `${filename} (document ${id}) ${what} in this set; try an older snapshot, or another place with --target.`,
    ),
  };
}

type Fault = { document: FoundDocument; what: string };

/** Without their names: an administrator who ordered it may not know these. */
function leftOut(faults: readonly Fault[]): string | null {
  if (faults.length === 0) return null;
  const ids = faults.slice(0, 5).map(({ document }) => document.id);
  const more = faults.length > ids.length ? ' and others' : '';
  return `The originals of ${faults.length} documents are missing or damaged in this backup, so these were left out: ${ids.join(', ')}${more}. Take them from an older backup.`;
}

/** Objects are stored under their own hash: what arrives under another one is not the document. @returns its length, or what is wrong */
async function takeBytes(
  app: Pick<App, 'storage' | 'config'>,
  set: Pick<App, 'storage'>,
  { sha256 }: FoundDocument,
): Promise<number | string> {
  if ((await set.storage.size(sha256)) === undefined) return 'is missing';
  const body = (await set.storage.open(sha256)) as AsyncIterable<Buffer>;
  const stored = await app.storage.writeOnce(body, { maxBytes: app.config.maxUploadBytes });
  return stored.sha256 === sha256 ? stored.bytes : 'has other bytes than the ones that were stored';
}
