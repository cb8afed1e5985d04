import { z } from 'zod';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { readSecret } from '../../core/platform/config.ts';
import type { Transaction } from '../../core/platform/database.ts';
import { createSigner } from '../../core/platform/signing-key.ts';

/**
 * The audit log went on after row `after`, at `at` (milliseconds since 1970), without rows that backups from before then hold: a
 * restore left them behind, or somebody looked and accepted it.
 */
export type Resumption = { after: number; at: number };

const detailSchema = z.object({
  after: z.int().nonnegative(),
  at: z.iso.datetime(),
  why: z.enum(['restore', 'accepted']),
  signature: z.string(),
});
type Statement = Omit<z.infer<typeof detailSchema>, 'signature'>;

/**
 * Records in the audit log that it goes on after a row, signed with a key that the database never has: whoever owns the database
 * alone cannot explain a log that they cut.
 */
export async function recordResumption(
  app: Pick<App, 'config'>,
  tx: Transaction,
  { after, why }: Pick<Statement, 'after' | 'why'>,
): Promise<void> {
  const statement = { after, at: new Date().toISOString(), why };
  await recordEvent(tx, {
    event: 'audit.resumed',
    detail: { ...statement, signature: sign(app, statement) },
  });
}

/** Reads where the audit log was resumed, as this appliance signed it; what is not so signed does not count. */
export async function readResumptions(app: Pick<App, 'config' | 'database'>): Promise<Resumption[]> {
  const rows = await app.database.asProcess((tx) =>
    tx.auditEvent.findMany({ where: { event: 'audit.resumed' }, select: { detail: true } }),
  );
  return rows.flatMap(({ detail }) => {
    const found = detailSchema.safeParse(parseJson(detail)).data;
    // Ed25519 signs the same text in the same way each time (RFC 8032).
    if (!found || sign(app, found) !== found.signature) return [];
    return [{ after: found.after, at: Date.parse(found.at) }];
  });
}

function sign(app: Pick<App, 'config'>, { after, at, why }: Statement): string {
  const signer = createSigner(readSecret(app.config, 'repository_key'), 'audit resumed');
  return signer.sign(JSON.stringify({ kind: 'strongroom-audit-resumed', version: 1, after, at, why }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
