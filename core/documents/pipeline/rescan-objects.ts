import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';
import { quarantineDocument } from './quarantine-document.ts';
import { scanObject } from './scan-object.ts';

type Parts = Pick<App, 'database' | 'storage' | 'scanner' | 'log'>;
type OutdatedObject = { sha256: string; bytes: bigint };

const batch = 50;

/**
 * Scans again every object that was scanned with older signatures, newest first, one at a time, until the
 * signal stops it. A virus found now quarantines the documents wherever they are filed.
 * @returns the version with which all was scanned, or undefined when it did not come to the end: then it goes
 * on at the next call
 * @throws Problem `unavailable`
 */
export async function rescanObjects(app: Parts, signal: AbortSignal): Promise<string | undefined> {
  const { version } = await app.scanner.signatures();
  await quarantineInfected(app);
  const failed: string[] = [];
  while (!signal.aborted) {
    const outdated = await findOutdatedObjects(app, version, failed);
    if (outdated.length === 0) return failed.length === 0 ? version : undefined;
    for (const old of outdated) {
      if (signal.aborted) return undefined;
      if (!(await rescanObject(app, old, signal))) failed.push(old.sha256);
    }
  }
  return undefined;
}

/** An object that was never scanned is waiting for its first scan. */
function findOutdatedObjects(
  { database }: Parts,
  version: string,
  failed: string[],
): Promise<OutdatedObject[]> {
  return database.asProcess((tx) =>
    tx.storedObject.findMany({
      where: {
        AND: [{ scannedWith: { not: null } }, { scannedWith: { not: version } }],
        threat: null,
        removingAt: null,
        sha256: { notIn: failed },
      },
      select: { sha256: true, bytes: true },
      orderBy: { createdAt: 'desc' },
      take: batch,
    }),
  );
}

/** False when this object could not be scanned; one bad object must not stop the rest. */
async function rescanObject(
  app: Parts,
  { sha256, bytes }: OutdatedObject,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { threat } = await scanObject(app, { sha256, bytes: Number(bytes) }, signal);
    if (threat !== null) await quarantineInfected(app);
    return true;
  } catch (error) {
    if (signal.aborted || (error instanceof Problem && error.type === 'unavailable')) throw error;
    app.log.warn({ err: error }, 'an object could not be looked at again; it will be later');
    return false;
  }
}

/**
 * Asks the rows, not what was just found: a run that died between finding and quarantining has left it to the
 * next call.
 */
async function quarantineInfected({ database }: Parts): Promise<void> {
  const documents = await database.asProcess((tx) =>
    tx.document.findMany({
      // The first two find it themselves, in the step they are about to take.
      where: {
        purgedAt: null,
        state: { notIn: ['stored', 'scanning', 'quarantined'] },
        object: { threat: { not: null } },
      },
      select: { id: true, matterId: true, object: { select: { threat: true } } },
    }),
  );
  for (const { object, ...document } of documents)
    await database.asProcess((tx) => quarantineDocument(tx, document, object.threat ?? ''));
}
