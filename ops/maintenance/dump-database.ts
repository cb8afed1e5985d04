import { z } from 'zod';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { readSecret } from '../../core/platform/config.ts';
import { productVersion } from '../../core/platform/version.ts';
import { temporaryDirectory } from '../backup/build-backup.ts';
import { withConnectionString } from '../connection-string.ts';
import { withRepositoryLock } from '../targets/repository-lock.ts';
import { restic, type Repository } from '../targets/restic.ts';
import { dumpTag } from '../targets/snapshots.ts';
import { openTargets, listOpenTargets } from '../backup/push-to-targets.ts';
import { runOnTarget } from '../targets/run-on-target.ts';
import type { BackupTarget } from '../targets/list-targets.ts';

/** What the dump is called inside of its snapshot. */
const dumpFile = 'strongroom.sql';

/** PostgreSQL creates no rule of access for a role that it does not know, and a database elsewhere knows none of ours. */
const createRolesSql = `DO $$ DECLARE role text; BEGIN
  FOREACH role IN ARRAY ARRAY['strongroom_server', 'strongroom_worker', 'strongroom_ops'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', role); END IF;
  END LOOP;
END $$;`;

/** `bash -c` with these words: the first program says the roles, the second, whose exit code counts, everything else. */
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
 * Puts the whole database as plain SQL, which any PostgreSQL reads, into every place for backups that may be written to, or into those given: a snapshot of its own, made of one
 * moment of the database. A dump that broke off leaves no snapshot.
 * @throws Refused when a backup is under way; the first error when no place took it.
 */
export async function dumpDatabase(
  app: App,
  onProgress: (line: string) => void,
  chosen?: readonly BackupTarget[],
): Promise<DumpResult[]> {
  return withRepositoryLock(app.config, async () => {
    const { targets, failed } = await openTargets(app, chosen ?? listOpenTargets(app.config), onProgress);
    const results: DumpResult[] = [...failed].map(([name, { message }]) => failedDump(name, message));
    for (const target of targets) {
      const { name } = target;
      const failure = await runOnTarget(app, { target, act: 'dump', onProgress }, async () => {
        const { snapshot, bytes } = await pushDump(app, target);
        await app.database.asProcess((tx) =>
          recordEvent(tx, { event: 'dump.made', detail: { place: name, snapshot, bytes } }),
        );
        results.push({ name, ok: true, snapshot, bytes, reason: null });
      });
      if (failure) results.push(failedDump(name, failure.message));
    }
    const first = results.find(({ ok }) => !ok)?.reason;
    if (!results.some(({ ok }) => ok)) throw new Error(first ?? 'No place took the dump.');
    return results;
  });
}

function failedDump(name: string, reason: string): DumpResult {
  return { name, ok: false, snapshot: null, bytes: 0, reason };
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
        temporaryFolder: temporaryDirectory(config),
        onMessage: (message) => {
          if (message.message_type === 'summary') summary = dumpSummarySchema.parse(message);
        },
      },
    );
    if (!summary) throw new Error('restic ended without saying what it stored.');
    return { snapshot: summary.snapshot_id, bytes: summary.total_bytes_processed };
  });
}
