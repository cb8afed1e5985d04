import type { App } from '../../core/app.js';
import { readProofs } from '../restore/record-rehearsal.js';
import { isPartial, listSnapshots, tagValue, type Snapshot } from './snapshots.js';
import type { Target } from './targets.js';

/** One set: the same one has another id at each place that holds it. */
export type ListedSet = {
  id: string;
  time: string;
  kind: string | null;
  version: string | null;
  documents: number | null;
  bytes: number | null;
  files: number | null;
  partial: boolean;
  places: { name: Target['name']; id: string; partial: boolean }[];
  /** When a rehearsal last brought it back, RFC 3339 UTC. */
  proven: string | null;
};
export type Away = { name: Target['name']; reason: string };

/**
 * The sets of several places, oldest first. A place that cannot be asked is named, and the others are listed all the same.
 * @throws Error when none of them can be asked.
 */
export async function listSets(
  app: Pick<App, 'config' | 'database'>,
  targets: readonly Target[],
): Promise<{ sets: ListedSet[]; away: Away[] }> {
  const sets = new Map<string, ListedSet>();
  const away: Away[] = [];
  const proofs = await readProofs(app);
  for (const target of targets) {
    const found = await listSnapshots(target).catch((error: Error) => error);
    if (found instanceof Error) {
      away.push({ name: target.name, reason: found.message });
      if (away.length === targets.length) throw found;
    } else for (const snapshot of found) add(sets, { snapshot, name: target.name, proofs });
  }
  return { sets: [...sets.values()].sort((a, b) => a.time.localeCompare(b.time)), away };
}

function add(
  sets: Map<string, ListedSet>,
  found: { snapshot: Snapshot; name: Target['name']; proofs: ReadonlyMap<string, string> },
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
export function describeSet(set: ListedSet): string {
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
    set.proven === null ? 'never proven' : `proven ${set.proven.slice(0, 16)}`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}
