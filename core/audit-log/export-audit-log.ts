import { createHash } from 'node:crypto';
import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { createSigner, type Signer } from '../platform/signing-key.ts';
import { findAuditRange } from './read-audit-log.ts';
import { readExportRows } from './read-export-rows.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { ChainHead, ExportHeader, ExportSeal, ExportSignature } from '../audit/chain-row.ts';
import { publicKeyFingerprint } from '../audit/verify-export.ts';

// In the database (prisma/current.sql): function
// audit_range(timestamp with time zone,timestamp with time zone).

type ExportApp = Pick<App, 'database' | 'config'>;
type Range = { first: number; last: number; previousHash: string };
export type AuditLogExport = { filename: string; lines: AsyncIterable<string> };

/**
 * Exports the audit log, or its rows between two moments, as JSON lines that verify-export.ts proves: a
 * header, the rows as they are chained, a seal, and the signature of the seal (Ed25519). The export itself is
 * recorded first, and stands in an export of the whole log. Rows that a wall hides from the auditor have lines of
 * their own kind, through which the chain is proven.
 * @throws Problem `not-allowed`, `not-found` when nothing is in the range
 */
export async function exportAuditLog(
  app: ExportApp,
  actor: Actor,
  span: { from?: string | undefined; to?: string | undefined },
): Promise<AuditLogExport> {
  await authorize(app, actor, 'read the audit log');
  const range = await app.database.asPerson(actor.person.id, async (tx) => {
    const detail = { from: span.from ?? null, to: span.to ?? null };
    await recordEvent(tx, { event: 'audit.exported', personId: actor.person.id, detail });
    return findRange(tx, span);
  });
  return { filename: `audit-${range.first}-${range.last}.jsonl`, lines: generateLines(app, actor, range) };
}

/** What people compare to know that an export is this appliance's: the SHA-256 of the public key. */
export function getExportFingerprint(app: Pick<App, 'config'>): string {
  return publicKeyFingerprint(createExportSigner(app).publicKey);
}

async function findRange(
  tx: Transaction,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<Range> {
  const { first, last, previousHash } = await findAuditRange(tx, { from, to });
  if (first === null || last === null || previousHash === null)
    throw new Problem('not-found', 'Nothing was recorded in this time. Choose other days, or none for all.');
  return { first: Number(first), last: Number(last), previousHash };
}

async function* generateLines(app: ExportApp, actor: Actor, range: Range): AsyncGenerator<string> {
  const { first, last, previousHash } = range;
  const key = createExportSigner(app);
  const content = createHash('sha256');
  const add = (text: string) => {
    content.update(text);
    return text;
  };
  const header: ExportHeader = {
    kind: 'strongroom-audit',
    version: 1,
    origin: app.config.origin,
    madeAt: new Date().toISOString(),
    first,
    last,
    previousHash,
    publicKey: key.publicKey,
  };
  yield add(toJsonLine(header));
  let end: ChainHead = { seq: first - 1, hash: previousHash };
  for await (const rows of readExportRows(app, actor, range)) {
    yield add(rows.map(toJsonLine).join(''));
    end = rows.at(-1) ?? end;
  }
  // Somebody ceased to be an auditor meanwhile: the connection is cut, and no signature vouches for what was
  // sent.
  if (end.seq !== last) throw new Error(`the export ends at row ${end.seq} instead of ${last}`);
  const rows = last - first + 1;
  const seal: ExportSeal = { kind: 'seal', rows, last, hash: end.hash, sha256: content.digest('hex') };
  const signed: ExportSignature = { kind: 'signature', ed25519: key.sign(toJsonLine(seal)) };
  yield toJsonLine(seal) + toJsonLine(signed);
}

function toJsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * The key that signs exports and the heads of days. Derived from `secrets/sealing_key`: made at installation, known to the server alone, in every backup, never
 * in the database.
 */
export function createExportSigner({ config }: Pick<App, 'config'>): Signer {
  return createSigner(config.sealingKey, 'audit export');
}
