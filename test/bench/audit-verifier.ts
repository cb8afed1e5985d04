import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChainRow, ExportHeader } from '../../core/audit/chain-row.ts';
import { hashRow } from '../../core/audit/verify-export.ts';
import { distDir } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { measureSeconds, type BenchmarkRow } from './benchmark-row.ts';

const rowCount = 1_000_000;
const asked = { seconds: 30 };

/** The program that auditors download, over an export of a million rows as a working day writes them. */
export async function measureAuditVerifier(): Promise<BenchmarkRow> {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-bench-'));
  try {
    const file = join(folder, 'log.jsonl');
    await writeExport(file);
    const program = join(distDir, 'core/audit/verify-export.js');
    let said = '';
    const seconds = await measureSeconds(async () => {
      said = await run(process.execPath, [program, file], { timeoutMs: 180_000 });
    });
    if (!said.startsWith(`whole: rows 1 to ${rowCount}\n`)) throw new Error(`The verifier said: ${said}`);
    return {
      what: 'audit rows proven by the verifier, of 1,000,000',
      unit: 'rows/s',
      ours: rowCount / seconds,
      baseline: rowCount / asked.seconds,
      baselineName: `asked for (${asked.seconds} s)`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeExport(file: string): Promise<void> {
  const out = createWriteStream(file);
  const content = createHash('sha256');
  const add = async (value: object) => {
    const line = `${JSON.stringify(value)}\n`;
    content.update(line);
    if (!out.write(line)) await once(out, 'drain');
  };
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const first: ExportHeader = {
    ...{ kind: 'strongroom-audit', version: 1, origin: 'https://bench', madeAt: new Date().toISOString() },
    ...{ first: 1, last: rowCount, previousHash: '0'.repeat(64) },
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
  await add(first);
  let { previousHash } = first;
  for (let seq = 1; seq <= rowCount; seq += 1) {
    const row = rowOf(seq, previousHash);
    previousHash = row.hash;
    await add(row);
  }
  const seal = { kind: 'seal', rows: rowCount, last: rowCount, hash: previousHash };
  const line = `${JSON.stringify({ ...seal, sha256: content.digest('hex') })}\n`;
  const ed25519 = sign(null, Buffer.from(line), privateKey).toString('base64');
  out.end(`${line}${JSON.stringify({ kind: 'signature', ed25519 })}\n`);
  await once(out, 'close');
}

function rowOf(seq: number, previousHash: string): ChainRow {
  const id = (kind: number, of: number) =>
    `${kind}0000000-0000-4000-8000-${String(seq % of).padStart(12, '0')}`;
  const ids = { personId: id(1, 50), matterId: id(2, 5_000), documentId: id(3, 90_000) };
  const row = {
    ...{ seq, at: '2026-11-21T18:44:29.657809Z', event: 'page.viewed', ...ids },
    ...{ requestId: id(4, 1_000_000), detail: JSON.stringify({ page: seq % 300 }), previousHash, hash: '' },
  };
  return { ...row, hash: hashRow(row) };
}
