import type { ChainHead } from '../../core/audit/chain-row.ts';
import { genesisHash, parseChainHead } from '../../core/audit/verify-export.ts';
import type { App } from '../../core/app.ts';
import {
  backupStartedAt,
  backupTag,
  listSnapshots,
  partialTag,
  tagValue,
  walTag,
} from '../targets/snapshots.ts';
import type { NamedRepository } from '../targets/restic.ts';
import { readResumptions } from './resume-audit-log.ts';

/** Where the audit log stood when a backup began or WAL was shipped, as the snapshot at a target says: outside the database. */
export type KeptHead = ChainHead & {
  target: string;
  snapshot: string;
  /** When that was, in milliseconds since 1970. */
  madeAt: number;
};

/** The heads that targets hold; and what is not known of them, one sentence each. */
export type KeptHeads = { heads: KeptHead[]; unknown: string[] };

/** The heads that were compared, those that the log does not run through, and what is not known, one sentence each. */
export type HeadComparison = { compared: number; lost: KeptHead[]; unknown: string[] };

const headTag = 'audit';
const backupTags = [backupTag, partialTag];

/** The tag by which a snapshot says where the audit log stood: `audit=ROW:HASH`. */
export function formatHeadTag({ seq, hash }: ChainHead): string {
  return `${headTag}=${seq}:${hash}`;
}

/**
 * Reads the heads of all backups at the targets given. A target that does not answer, and backups of a version that named no
 * head, are no fault of the audit log: they are said. Throws nothing.
 */
export async function readKeptHeads(targets: readonly NamedRepository[]): Promise<KeptHeads> {
  const found = await Promise.all(targets.map(readHeadsAt));
  return {
    heads: found.flatMap(({ heads }) => heads),
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}

async function readHeadsAt(target: NamedRepository): Promise<KeptHeads> {
  const snapshots = await listSnapshots(target, [...backupTags, walTag], { failFast: true }).catch(
    (error: Error) => error,
  );
  if (snapshots instanceof Error)
    return {
      heads: [],
      unknown: [`The audit log was not compared with the ${target.name} target: ${snapshots.message}`],
    };
  const heads: KeptHead[] = [];
  let without = 0;
  for (const snapshot of snapshots) {
    const head = parseChainHead(tagValue(snapshot, headTag) ?? '');
    const madeAt = backupStartedAt(snapshot);
    if (head) heads.push({ ...head, target: target.name, snapshot: snapshot.short_id, madeAt });
    else if (snapshot.tags?.some((tag) => backupTags.includes(tag)) === true) without += 1;
  }
  return {
    heads,
    unknown:
      without === 0
        ? []
        : [
            `${without} backups at the ${target.name} target are of an earlier version and do not name the head of the audit log, so it was not compared with them.`,
          ],
  };
}

/**
 * Compares the audit log of `app`, or of a restored `database`, with heads that backups hold: it must run through each of them.
 * Left out are those that a restore, or somebody who accepted it, has left behind (resume-audit-log.ts).
 */
export async function compareKeptHeads(
  app: Pick<App, 'database' | 'config'>,
  { heads, unknown }: KeptHeads,
  database = app.database,
): Promise<HeadComparison> {
  const missing = await listHeadsNotMet(database, heads);
  const resumptions = missing.length === 0 ? [] : await readResumptions(app);
  const lost = missing.filter(
    ({ seq, madeAt }) => !resumptions.some(({ after, at }) => seq > after && madeAt < at),
  );
  return { compared: heads.length, lost, unknown };
}

async function listHeadsNotMet(database: App['database'], heads: readonly KeptHead[]): Promise<KeptHead[]> {
  const rows = await database.asProcess((tx) =>
    tx.auditEvent.findMany({
      where: { seq: { in: [...new Set(heads.map(({ seq }) => BigInt(seq)))] } },
      select: { seq: true, hash: true },
    }),
  );
  const hashes = new Map([[0, genesisHash], ...rows.map(({ seq, hash }) => [Number(seq), hash] as const)]);
  return heads.filter(({ seq, hash }) => hashes.get(seq) !== hash);
}

/** What is wrong, in a sentence; undefined when the log runs through every head. */
export function describeLostHeads(lost: readonly KeptHead[]): string | undefined {
  const [first] = [...lost].sort((a, b) => a.seq - b.seq);
  if (!first) return undefined;
  const { seq, snapshot, target, madeAt } = first;
  const of = lost.length > 1 ? ` and ${lost.length - 1} later ones` : '';
  return `The audit log does not run through row ${seq}, which the snapshot ${snapshot} of ${new Date(madeAt).toISOString()} (${target})${of} ${lost.length > 1 ? 'hold' : 'holds'}: rows were cut off or changed.`;
}
