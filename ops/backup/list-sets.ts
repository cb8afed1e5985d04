import type { Answer } from '../command.ts';
import type { Repository } from './restic.ts';
import { isPartial, listSnapshots, tagValue, type Snapshot } from './snapshots.ts';

type Place = Repository & { name: string };
/** When each set was last proven, by the ids of its snapshots; or why that cannot be told, as a sentence. */
export type KnownProofs = ReadonlyMap<string, string> | string;

/** One set: the same one has another id at each place that holds it. */
type ListedSet = {
  id: string;
  time: string;
  kind: string | null;
  version: string | null;
  documents: number | null;
  bytes: number | null;
  files: number | null;
  partial: boolean;
  places: { name: string; id: string; partial: boolean }[];
  /** When a rehearsal last brought it back, RFC 3339 UTC; null as well when that cannot be told. */
  proven: string | null;
};
type Away = { name: string; reason: string };

/**
 * The sets of several places, oldest first. A place that cannot be asked is named, and the others are listed all the same.
 * @throws Error when none of them can be asked.
 */
export async function listSets<P extends Place>(
  places: readonly P[],
  known: KnownProofs,
  look: (place: P) => Promise<Snapshot[]> = listSnapshots,
): Promise<Answer> {
  const sets = new Map<string, ListedSet>();
  const away: Away[] = [];
  const proofs = typeof known === 'string' ? new Map<string, string>() : known;
  for (const place of places) {
    const found = await look(place).catch((error: Error) => error);
    if (found instanceof Error) {
      away.push({ name: place.name, reason: found.message });
      if (away.length === places.length) throw found;
    } else for (const snapshot of found) add(sets, { snapshot, name: place.name, proofs });
  }
  const listed = [...sets.values()].sort((a, b) => a.time.localeCompare(b.time));
  return tell(listed, away, typeof known === 'string' ? known : null);
}

function tell(sets: ListedSet[], away: Away[], proofsUnknown: string | null): Answer {
  const lines = [
    ...sets.map((set) => describeSet(set, proofsUnknown === null)),
    ...(sets.length === 0 ? ['There is no backup yet. "strongroom backup" makes one.'] : []),
    ...away.map(({ name, reason }) => `The ${name} place could not be asked: ${reason}`),
    ...(proofsUnknown === null ? [] : [proofsUnknown]),
  ];
  return { json: { snapshots: sets, away, proofsUnknown }, text: lines.join('\n') };
}

function add(
  sets: Map<string, ListedSet>,
  found: { snapshot: Snapshot; name: string; proofs: ReadonlyMap<string, string> },
): void {
  const { snapshot, name } = found;
  const partial = isPartial(snapshot);
  const place = { name, id: snapshot.short_id, partial };
  const proven = found.proofs.get(snapshot.id) ?? null;
  const made = tagValue(snapshot, 'made') ?? snapshot.id;
  const known = sets.get(made);
  if (known) {
    known.places.push(place);
    known.partial &&= partial;
    if ((proven ?? '') > (known.proven ?? '')) known.proven = proven;
    return;
  }
  const documents = tagValue(snapshot, 'documents');
  sets.set(made, {
    id: snapshot.short_id,
    time: new Date(snapshot.time).toISOString(),
    kind: tagValue(snapshot, 'kind') ?? null,
    version: tagValue(snapshot, 'version') ?? null,
    documents: documents === undefined ? null : Number(documents),
    bytes: snapshot.summary?.total_bytes_processed ?? null,
    files: snapshot.summary?.total_files_processed ?? null,
    partial,
    places: [place],
    proven,
  });
}

/** One line of `strongroom snapshots`. */
function describeSet(set: ListedSet, proofsKnown: boolean): string {
  const parts = [
    set.id,
    set.time,
    (set.kind ?? '?').padEnd(11),
    set.version ?? '?',
    set.documents === null ? '' : `${set.documents} documents`,
    `${((set.bytes ?? 0) / 1024 ** 2).toFixed(1)} MB`,
    set.places
      .map(({ name, id, partial }) => `${name} ${id === set.id ? '' : id}${partial ? ' PARTIAL' : ''}`.trim())
      .join(', '),
    ...(proofsKnown ? [set.proven === null ? 'never proven' : `proven ${set.proven.slice(0, 16)}`] : []),
  ];
  return parts.filter((part) => part !== '').join('  ');
}
