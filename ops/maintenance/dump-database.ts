import { z } from 'zod';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { readSecret } from '../../core/platform/config.ts';
import { productVersion } from '../../core/platform/version.ts';
import { withConnectionString } from '../connection-string.ts';
import { toError } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { withRepositoryLock } from '../targets/repository-lock.ts';
import { restic, type Repository } from '../targets/restic.ts';
import { dumpTag } from '../targets/snapshots.ts';
import { listOpenTargets, type BackupTarget } from '../targets/list-targets.ts';
import { unlockTarget } from '../targets/unlock-target.ts';
import { recordTargetRun } from '../targets/run-on-target.ts';

/** What the dump is called inside of its snapshot. */
const dumpFile = 'strongroom.sql';

/** PostgreSQL creates no rule of access for a role that it does not know, and a database elsewhere knows none of ours. */
const createRolesSql = `DO $$ DECLARE role text; BEGIN
  FOREACH role IN ARRAY ARRAY['strongroom_server', 'strongroom_worker', 'strongroom_ops'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', role); END IF;
  END LOOP;
END $$;`;

/** `bash -c` with these words: the first program prints the roles, the second, whose exit code counts, everything else. */
const dumpScript = 'printf "%s\\n" "$0" && exec pg_dump "$@"';

export type DumpResult = {
  name: string;
  ok: boolean;
  snapshot: string | null;
  bytes: number;
  reason: string | null;
};

const dumpSummarySchema = z.looseObject({ snapshot_id: z.string(), total_bytes_processed: z.number() });

/**
 * Stores the whole database as plain SQL, which any PostgreSQL reads, at every target that is open, or at those given: a snapshot
 * of its own, of one point in time. A dump that broke off leaves no snapshot.
 * @throws Refused when a backup runs; the first error when no target has it.
 */
export async function dumpDatabase(
  app: App,
  onProgress: OnProgress,
  chosen?: readonly BackupTarget[],
): Promise<DumpResult[]> {
  return withRepositoryLock(app.config, async (alone) => {
    const results: DumpResult[] = [];
    const targets = chosen ?? listOpenTargets(app.config);
    for (const { target, error } of await alone(() => Promise.all(targets.map(unlockTarget)))) {
      const { name } = target;
      const dump = error ?? (await pushDump(app, target).catch(toError));
      if (dump instanceof Error) {
        // A target that cannot be opened gets no backup either, and its status shows that at once.
        await recordTargetRun(app, { target, act: error ? 'backup' : 'dump', onProgress }, { error: dump });
        results.push({ name, ok: false, snapshot: null, bytes: 0, reason: dump.message });
      } else {
        await app.database.asProcess((tx) =>
          recordEvent(tx, { event: 'dump.made', detail: { place: name, ...dump } }),
        );
        await recordTargetRun(app, { target, act: 'dump', onProgress }, {});
        results.push({ name, ok: true, ...dump, reason: null });
      }
    }
    const first = results.find(({ ok }) => !ok)?.reason;
    if (!results.some(({ ok }) => ok)) throw new Error(first ?? 'No target has the dump.');
    return results;
  });
}

async function pushDump(
  { config }: Pick<App, 'config'>,
  repository: Repository,
): Promise<{ snapshot: string; bytes: number }> {
  // Only the owner of the tables sees all of their rows.
  const owner = { user: 'strongroom_owner', password: readSecret(config, 'database_owner_password') };
  return withConnectionString({ database: { ...config.database, ...owner } }, async (connection) => {
    const dump = [
      `--dbname=${connection} dbname=${config.database.name}`,
      '--no-owner',
      '--no-privileges',
      '--no-password',
    ];
    const tags = ['--tag', dumpTag, '--tag', `version=${productVersion}`];
    const how = ['--host', 'strongroom', '--stdin-from-command', '--stdin-filename', dumpFile];
    let summary: z.infer<typeof dumpSummarySchema> | undefined;
    await restic(
      repository,
      ['backup', ...tags, ...how, '--', 'bash', '-c', dumpScript, createRolesSql, ...dump],
      {
        isLarge: true,
        onMessage: (message) => {
          if (message.message_type === 'summary') summary = dumpSummarySchema.parse(message);
        },
      },
    );
    if (!summary) throw new Error('restic ended without a summary of what it stored.');
    return { snapshot: summary.snapshot_id, bytes: summary.total_bytes_processed };
  });
}
