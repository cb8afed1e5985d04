import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { AuditLogExport } from '../../core/audit-log/export-audit-log.ts';
import { joinVerifier } from './join-verifier.ts';

/** Streams an export of the audit log; one that fails on the way is cut, and says so by having no signature. */
export async function sendAuditExport(
  response: Response,
  { filename, lines }: AuditLogExport,
): Promise<void> {
  response.set('Content-Type', 'application/jsonl; charset=utf-8');
  response.set('Content-Disposition', `attachment; filename="${filename}"`);
  await pipeline(Readable.from(lines), response);
}

/** Sends the program that proves exports: one file for Node alone. */
export function sendAuditVerifier(response: Response): void {
  response.set('Content-Type', 'text/javascript; charset=utf-8');
  response.set('Content-Disposition', 'attachment; filename="verify-audit.mjs"');
  response.send(joinVerifier());
}
