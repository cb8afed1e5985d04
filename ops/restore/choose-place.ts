import type { Repository } from '../backup/restic.ts';
import { findSnapshot, madeAt } from '../backup/snapshots.ts';
import { Refused } from '../refused.ts';
import { checkKey } from './check-key.ts';
import { findMoment } from './find-moment.ts';

type Wanted = { snapshot: string; at?: Date };
type Place = Repository & { name: string };
type Say = (line: string) => void;

/**
 * The place to restore from. For `latest` every place that answers is asked and the newest whole set wins, the nearer one when
 * both have it; for an id or a moment it is the first place that has it. One that does not answer is said and passed over.
 * @throws what the first place says, when none can serve.
 */
export async function choosePlace<P extends Place>(
  places: readonly P[],
  wanted: Wanted,
  say: Say,
): Promise<P> {
  const [only] = places;
  if (!only) throw new Refused('No place with backups was named.');
  if (places.length === 1) return only;
  const failures: Error[] = [];
  let best: { place: P; made: number } | undefined;
  for (const place of places) {
    const made = await ask(place, wanted).catch((error: Error) => error);
    if (made instanceof Error) {
      say(`the ${place.name} place: ${made.message}`);
      failures.push(made);
    } else if (!best || made > best.made) best = { place, made };
  }
  if (!best) throw failures[0] ?? new Refused('No place has a backup.');
  say(`restoring from the ${best.place.name} place`);
  return best.place;
}

/**
 * The place whose turn it is to be rehearsed: that which was tried longest ago, of those that answer and hold a set. A place that is
 * slow or damaged has had its turn, and does not keep the others from theirs.
 * @throws what the first place says, when none can serve.
 */
export async function chooseInTurn<P extends Place>(
  places: readonly P[],
  tried: ReadonlyMap<string, number>,
  say: Say,
): Promise<P> {
  const failures: Error[] = [];
  for (const place of places.toSorted((a, b) => (tried.get(a.name) ?? 0) - (tried.get(b.name) ?? 0))) {
    const made = await ask(place, { snapshot: 'latest' }).catch((error: Error) => error);
    if (!(made instanceof Error)) return place;
    say(`the ${place.name} place: ${made.message}`);
    failures.push(made);
  }
  throw failures[0] ?? new Refused('No place has a backup.');
}

/** @returns when the newest set was made, for `latest`; 0 for what is equally good wherever it is. */
async function ask(place: Place, { snapshot, at }: Wanted): Promise<number> {
  await checkKey(place);
  const found = at ? (await findMoment(place, at)).set : await findSnapshot(place, snapshot);
  return snapshot === 'latest' ? madeAt(found) : 0;
}
