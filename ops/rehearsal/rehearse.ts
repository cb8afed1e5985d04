import type { App } from '../../core/app.ts';
import { compareKeptHeads, describeLostHeads, readKeptHeads } from '../audit/kept-heads.ts';
import { searchPages } from '../../core/search/search-pages.ts';
import { withRehearsalLock } from '../targets/repository-lock.ts';
import { listTargets, type BackupTarget } from '../targets/list-targets.ts';
import { chooseTargetInTurn, chooseTarget } from '../restore/choose-target.ts';
import {
  completeRehearsal,
  failInterruptedRehearsals,
  failRehearsal,
  recordRehearsalTarget,
  createRehearsal,
  readLastRehearsedAt,
  type RehearsalProof,
} from './record-rehearsal.ts';
import { restoreBackup } from '../restore/restore-backup.ts';
import { withScratchServices, type ScratchServices } from '../scratch/scratch-services.ts';
import { clearScratchSpace, withScratchSpace, type ScratchSpace } from '../scratch/scratch-space.ts';
import { verifyRestored } from '../restore/verify-restored.ts';
import { secondsSince, type OnProgress } from '../progress.ts';

/**
 * Restores the newest backup at the targets given into scratch space, starts a database and an object storage of its own on it, and
 * proves it: rows counted, audit chain recomputed and through the heads of the backups before at every target, every object read and hashed, and a search that finds what it must. Production
 * is not touched; the result is recorded and signed. Its scratch space is removed however it ends.
 * @throws Refused when one runs already or the disk has no room; Error saying what was not proven.
 */
export async function rehearse(
  app: App,
  onProgress: OnProgress,
  targets: readonly BackupTarget[],
): Promise<RehearsalProof> {
  return withRehearsalLock(app.config, async () => {
    await failInterruptedRehearsals(app);
    const id = await createRehearsal(app);
    try {
      const proof = await withScratchSpace(app.config, async (space) => {
        const target = await chooseTarget(targets, { snapshot: 'latest' }, onProgress);
        await recordRehearsalTarget(app, id, target.name);
        return proveBackup(app, { target, ...space }, onProgress);
      });
      await completeRehearsal(app, id, proof);
      return proof;
    } catch (error) {
      await failRehearsal(app, id, (error as Error).message);
      throw error;
    }
  });
}

/** Ends the rehearsal or restore whose process was killed: its row records that, and its scratch space goes. @throws Busy */
export async function cleanUpInterruptedRehearsal(app: App): Promise<void> {
  await withRehearsalLock(app.config, async () => {
    await failInterruptedRehearsals(app);
    await clearScratchSpace(app.config);
  });
}

/** The weekly rehearsal: of one target after the other, so that a restore from each is known to work. @throws as `rehearse` */
export async function rehearseNextTarget(app: App, onProgress: OnProgress): Promise<RehearsalProof> {
  const target = await chooseTargetInTurn(
    listTargets(app.config),
    await readLastRehearsedAt(app),
    onProgress,
  );
  onProgress(`rehearsing from the ${target.name} target`);
  return rehearse(app, onProgress, [target]);
}

type RehearsalSpace = ScratchSpace & { target: BackupTarget };

async function proveBackup(app: App, space: RehearsalSpace, onProgress: OnProgress): Promise<RehearsalProof> {
  const started = performance.now();
  const restored = await restoreBackup(space.target, { snapshot: 'latest', into: space.backup }, onProgress);
  onProgress('starting a database and an object storage on it');
  const found = await withScratchServices(app, space, async (scratch) => {
    for (const line of scratch.changedByHand) onProgress(line);
    const verified = await verifyRestored(scratch.app, space.backup, onProgress);
    if (verified.faults.length > 0) throw new Error(verified.faults.slice(0, 5).join(' '));
    await proveEarlierHeads(app, scratch.app, { madeAt: verified.madeAt, onProgress });
    await searchOnce(scratch, onProgress);
    return verified;
  });
  const { madeAt, documents, objects, bytes, auditEvents } = found;
  const { snapshot } = restored;
  return {
    snapshot,
    target: space.target.name,
    madeAt,
    documents,
    objects,
    bytes,
    auditEvents,
    seconds: secondsSince(started),
  };
}

/**
 * Proves that the restored audit log runs through the heads of the backups that any target took before this one.
 * @throws Error when it does not
 */
async function proveEarlierHeads(
  app: App,
  scratch: Pick<App, 'database'>,
  { madeAt, onProgress }: { madeAt: string; onProgress: OnProgress },
): Promise<void> {
  const { heads, unknown } = await readKeptHeads(listTargets(app.config));
  const earlier = heads.filter((head) => head.madeAt < Date.parse(madeAt));
  const found = await compareKeptHeads(app, { heads: earlier, unknown }, scratch.database);
  for (const sentence of unknown) onProgress(sentence);
  const lost = describeLostHeads(found.lost);
  if (lost !== undefined) throw new Error(lost);
  onProgress(`the audit log runs through the heads of ${earlier.length} earlier backups`);
}

/** Searches for a word of a page, as somebody who may see it, the way the server does: under row-level security. */
async function searchOnce({ app, asServer }: ScratchServices, onProgress: OnProgress): Promise<void> {
  const members = await app.database.asProcess((tx) =>
    tx.membership.findMany({ distinct: ['personId'], select: { personId: true }, take: maxMembersTried }),
  );
  for (const { personId } of members) {
    const rows = await asServer.asPerson(
      personId,
      (tx) => tx.$queryRaw<{ word: string }[]>`
        SELECT (regexp_match(p.text, '[A-Za-z]{7,20}'))[1] AS word FROM document d JOIN page p ON p.document_id = d.id
        WHERE d.state = 'searchable' AND p.number = 1 AND p.text ~ '[A-Za-z]{7,20}' ORDER BY d.created_at DESC LIMIT 1`,
    );
    if (!rows[0]) continue;
    const actor = { person: { id: personId, email: '', name: '', role: 'member' as const } };
    const parts = { database: asServer, turns: app.turns };
    const { total } = await searchPages(parts, actor, { q: rows[0].word, limit: 5 });
    if (total === 0) throw new Error('A word that stands on a restored page was not found by the search.');
    return onProgress(`a search found ${total} pages`);
  }
  onProgress('there is no page with words yet, so nothing is searched for');
}

/** A member behind a wall sees nothing; somebody else then does. */
const maxMembersTried = 50;
