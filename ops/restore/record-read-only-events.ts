import { createHash } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import { recordEvent } from '../../core/audit/record-event.ts';

/**
 * Records what people did in a read-only copy: of the file that `strongroom read-only --end` left, name, length and SHA-256 go
 * into the audit log, so that nobody can change the file afterwards unnoticed. Killed at any time, it records each file once.
 * @returns how many files waited.
 */
export async function recordReadOnlyEvents(app: Pick<App, 'config' | 'database'>): Promise<number> {
  const folder = join(app.config.dataDir, 'ops', 'read-only');
  const waiting = (await readdir(folder).catch(() => [])).filter((name) => /^[^.]+\.jsonl$/.test(name));
  for (const file of waiting) {
    const content = await readFile(join(folder, file), 'utf8');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const events = content.split('\n').filter((line) => line !== '').length;
    await app.database.asProcess(async (tx) => {
      const recorded = await tx.auditEvent.count({
        where: { event: 'copy.read', detail: { contains: sha256 } },
      });
      if (recorded === 0) await recordEvent(tx, { event: 'copy.read', detail: { file, events, sha256 } });
    });
    await rename(join(folder, file), join(folder, file.replace(/\.jsonl$/, '.noted.jsonl')));
  }
  return waiting.length;
}
