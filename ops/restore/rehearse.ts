import type { App } from '../../core/app.ts';
import { searchPages } from '../../core/search/search-pages.ts';
import { withRehearsalLock } from '../backup/repository-lock.ts';
import { listTargets, type Target } from '../backup/targets.ts';
import { chooseInTurn, choosePlace } from './choose-place.ts';
import {
  closeRehearsal,
  failInterruptedRehearsals,
  failRehearsal,
  notePlace,
  openRehearsal,
  readTurns,
  type Proof,
} from './record-rehearsal.ts';
import { restoreSet } from './restore-set.ts';
import { withScratchServices, type Scratch } from './scratch-services.ts';
import { clearScratchSpace, inScratchSpace, type ScratchSpace } from './scratch-space.ts';
import { verifyRestored } from './verify-restored.ts';

type Say = (line: string) => void;

/**
 * Brings the newest set of the places given back into scratch space, starts a database and an object storage of its own on it, and proves it: rows
 * counted, audit chain recomputed, every object read and hashed, and a search that finds what it must. Production is not touched; the
 * result is written down and signed. Its scratch space is removed however it ends.
 * @throws Refused when one is under way or the disk has no room; Error saying what was not proven.
 */
export async function rehearse(app: App, say: Say, targets: readonly Target[]): Promise<Proof> {
  return withRehearsalLock(app.config, async () => {
    await failInterruptedRehearsals(app);
    const id = await openRehearsal(app);
    try {
      const proof = await inScratchSpace(app.config, async (space) => {
        const target = await choosePlace(targets, { snapshot: 'latest' }, say);
        await notePlace(app, id, target.name);
        return prove(app, { target, ...space }, say);
      });
      await closeRehearsal(app, id, proof);
      return proof;
    } catch (error) {
      await failRehearsal(app, id, (error as Error).message);
      throw error;
    }
  });
}

/** Whatever was rehearsed or brought back when its process was killed is over: its row says so, and its scratch space goes. @throws Busy */
export async function endInterruptedRehearsal(app: App): Promise<void> {
  await withRehearsalLock(app.config, async () => {
    await failInterruptedRehearsals(app);
    await clearScratchSpace(app.config);
  });
}

/** The weekly rehearsal: of one place after the other, so that each is known to come back. @throws as `rehearse` */
export async function rehearseInTurn(app: App, say: Say): Promise<Proof> {
  const target = await chooseInTurn(listTargets(app.config), await readTurns(app), say);
  say(`rehearsing from the ${target.name} place`);
  return rehearse(app, say, [target]);
}

type Scene = ScratchSpace & { target: Target };

async function prove(app: App, place: Scene, say: Say): Promise<Proof> {
  const started = performance.now();
  const restored = await restoreSet(place.target, { snapshot: 'latest', into: place.set }, say);
  say('starting a database and an object storage on it');
  const found = await withScratchServices(app, place, async (scratch) => {
    const verified = await verifyRestored(scratch.app, place.set, say);
    if (verified.faults.length > 0) throw new Error(verified.faults.slice(0, 5).join(' '));
    await searchOnce(scratch, say);
    return verified;
  });
  const { madeAt, documents, objects, bytes, auditEvents } = found;
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const { snapshot } = restored;
  return { snapshot, target: place.target.name, madeAt, documents, objects, bytes, auditEvents, seconds };
}

/** Looks for a word of a page, as somebody who may see it, the way the server does: under row-level security. */
async function searchOnce({ app, asServer }: Scratch, say: Say): Promise<void> {
  const members = await app.database.asProcess((tx) =>
    tx.membership.findMany({ distinct: ['personId'], select: { personId: true }, take: membersAsked }),
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
    const { total } = await searchPages({ database: asServer }, actor, { q: rows[0].word, limit: 5 });
    if (total === 0) throw new Error('A word that stands on a restored page was not found by the search.');
    return say(`a search found ${total} pages`);
  }
  say('there is no page with words yet, so nothing is searched for');
}

/** A member behind a wall sees nothing; somebody else then does. */
const membersAsked = 50;
