import { compareCodes } from '../../core/platform/compare-texts.ts';
import type { NamedRepository } from './restic.ts';
import { isPartial, listSnapshots, tagValue, type Snapshot } from './snapshots.ts';

/** When each backup was last test-restored, by the ids of its snapshots; or a sentence that says why nobody knows. */
export type ProvenTimes = ReadonlyMap<string, string> | string;

/** One backup: the same one has another snapshot id at each target that holds it. */
type ListedBackup = {
  id: string;
  time: string;
  kind: string | null;
  version: string | null;
  documents: number | null;
  bytes: number | null;
  files: number | null;
  partial: boolean;
  places: { name: string; id: string; partial: boolean }[];
  /** When a rehearsal last restored it, RFC 3339 UTC; null as well when nobody knows. */
  proven: string | null;
};
type UnreachableTarget = { name: string; reason: string };

/** The list for programs and for people, as a command returns it. */
export type BackupListing = {
  json: { snapshots: ListedBackup[]; away: UnreachableTarget[]; proofsUnknown: string | null };
  text: string;
};

/**
 * The backups at several targets, oldest first. A target that does not answer is named, and the others are listed all the same.
 * @throws Error when none of them answers.
 */
export async function listBackupsAtTargets<P extends NamedRepository>(
  targets: readonly P[],
  provenTimes: ProvenTimes,
  listSnapshotsAt: (target: P) => Promise<Snapshot[]> = listSnapshots,
): Promise<BackupListing> {
  const backups = new Map<string, ListedBackup>();
  const away: UnreachableTarget[] = [];
  const proofs = typeof provenTimes === 'string' ? new Map<string, string>() : provenTimes;
  for (const target of targets) {
    const found = await listSnapshotsAt(target).catch((error: Error) => error);
    if (found instanceof Error) {
      away.push({ name: target.name, reason: found.message });
      if (away.length === targets.length) throw found;
    } else for (const snapshot of found) addSnapshot(backups, { snapshot, name: target.name, proofs });
  }
  const listed = [...backups.values()].sort((a, b) => compareCodes(a.time, b.time));
  return formatList(listed, away, typeof provenTimes === 'string' ? provenTimes : null);
}

function formatList(
  backups: ListedBackup[],
  away: UnreachableTarget[],
  proofsUnknown: string | null,
): BackupListing {
  const lines = [
    ...backups.map((backup) => formatBackup(backup, proofsUnknown === null)),
    ...(backups.length === 0 ? ['There is no backup yet. "strongroom backup" makes one.'] : []),
    ...away.map(({ name, reason }) => `The ${name} target does not answer: ${reason}`),
    ...(proofsUnknown === null ? [] : [proofsUnknown]),
  ];
  return { json: { snapshots: backups, away, proofsUnknown }, text: lines.join('\n') };
}

function addSnapshot(
  backups: Map<string, ListedBackup>,
  found: { snapshot: Snapshot; name: string; proofs: ReadonlyMap<string, string> },
): void {
  const { snapshot, name } = found;
  const partial = isPartial(snapshot);
  const copy = { name, id: snapshot.short_id, partial };
  const proven = found.proofs.get(snapshot.id) ?? null;
  const made = tagValue(snapshot, 'made') ?? snapshot.id;
  const known = backups.get(made);
  if (known) {
    known.places.push(copy);
    known.partial &&= partial;
    if ((proven ?? '') > (known.proven ?? '')) known.proven = proven;
    return;
  }
  const documents = tagValue(snapshot, 'documents');
  backups.set(made, {
    id: snapshot.short_id,
    time: new Date(snapshot.time).toISOString(),
    kind: tagValue(snapshot, 'kind') ?? null,
    version: tagValue(snapshot, 'version') ?? null,
    documents: documents === undefined ? null : Number(documents),
    bytes: snapshot.summary?.total_bytes_processed ?? null,
    files: snapshot.summary?.total_files_processed ?? null,
    partial,
    places: [copy],
    proven,
  });
}

/** One line of `strongroom snapshots`. */
function formatBackup(backup: ListedBackup, proofsKnown: boolean): string {
  const parts = [
    backup.id,
    backup.time,
    (backup.kind ?? '?').padEnd(11),
    backup.version ?? '?',
    backup.documents === null ? '' : `${backup.documents} documents`,
    `${((backup.bytes ?? 0) / 1024 ** 2).toFixed(1)} MB`,
    backup.places
      .map(({ name, id, partial }) =>
        `${name} ${id === backup.id ? '' : id}${partial ? ' PARTIAL' : ''}`.trim(),
      )
      .join(', '),
    ...(proofsKnown
      ? [backup.proven === null ? 'never proven' : `proven ${backup.proven.slice(0, 16)}`]
      : []),
  ];
  return parts.filter((part) => part !== '').join('  ');
}
