import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Name (without its prefix) and help of every gauge. Times are Unix seconds. */
const gauges = {
  queueJobs: ['queue_jobs', 'Jobs in Redis', ['queue', 'state']],
  documents: ['documents', 'Documents by state', ['state']],
  ready: ['ready', 'Whether a service that the server needs answers: 1 or 0', ['part']],
  scannerUp: ['scanner_up', 'Whether the virus scanner answers: 1 or 0', []],
  signaturesTimestamp: [
    'scanner_signatures_timestamp_seconds',
    'When the signatures of the virus scanner were made; 0 while it has none but the test signature',
    [],
  ],
  oldestUnfinishedDocument: [
    'oldest_unfinished_document_seconds',
    'Age of the oldest document that has not reached a final state; 0 if there is none',
    [],
  ],
  lastBackupSuccess: ['last_backup_success_timestamp_seconds', 'End of the last good backup; 0 if none', []],
  lastBackupAttempt: [
    'last_backup_attempt_timestamp_seconds',
    'Start of the last backup tried; 0 if none',
    [],
  ],
  lastWalShipped: [
    'last_log_shipped_timestamp_seconds',
    'Recovery point of each target that is open all day; the time of the installation if there is none',
    ['target'],
  ],
  lastProvenRestore: [
    'last_proven_restore_timestamp_seconds',
    'When the newest backup that a rehearsal proved was made; the time of the installation if none was',
    [],
  ],
  targetProven: [
    'place_proven_timestamp_seconds',
    'When a rehearsal last restored a backup from each target; the time of the installation if never',
    ['target'],
  ],
  provenRestoreDuration: ['proven_restore_duration_seconds', 'How long the last proven restore took', []],
  backupDuration: ['backup_duration_seconds', 'How long the last good backup took', []],
  backupBytes: ['backup_bytes', 'Bytes of the last good backup before compression', []],
  lastTargetBackup: [
    'last_set_timestamp_seconds',
    'When each target last took a backup; the time of the installation if never',
    ['target'],
  ],
  lastTargetCheck: [
    'last_check_timestamp_seconds',
    'When each target was last checked and found sound; the time of the installation if never',
    ['target'],
  ],
  lastTargetPrune: [
    'last_prune_timestamp_seconds',
    'When each target that allows it was last pruned; the time of the installation if never',
    ['target'],
  ],
  recoveryKeyProven: [
    'recovery_key_proven_timestamp_seconds',
    'When the recovery key last opened each target; the time of the installation if never since',
    ['target'],
  ],
  backupUnusual: [
    'backup_unusual',
    'Whether unusually many objects were gone or changed in a backup, until somebody accepted it: 1 or 0',
    ['target'],
  ],
  auditVerified: [
    'audit_verified_timestamp_seconds',
    'When the whole audit log was last recomputed and found whole; the time of the installation if never',
    [],
  ],
  auditFault: [
    'audit_fault',
    'Whether the audit log was found changed or cut off, until somebody accepted it: 1 or 0',
    [],
  ],
  databaseChanges: [
    'database_changes',
    'What somebody changed in the database by hand: harmful is what the product needs or what opens more than it should, added is the rest',
    ['kind'],
  ],
  certificateExpiry: ['certificate_expiry_timestamp_seconds', 'When the TLS certificate ends', []],
  installed: ['installed_timestamp_seconds', 'When the appliance was installed', []],
} as const satisfies Record<string, [name: string, help: string, labels: readonly string[]]>;

/**
 * Every metric Strongroom reports, in one list. Labels hold names from closed lists only (routes, jobs,
 * states): never an id, a file name or a person.
 */
export function createMetrics(processName: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    ...createGauges(registers),
    requestDuration: new Histogram({
      name: 'strongroom_http_request_duration_seconds',
      help: 'How long requests took, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
      registers,
    }),
    rateLimited: new Counter({
      name: 'strongroom_limited_total',
      help: 'Requests and sign-in attempts that were refused for a while, by the limit that was passed',
      labelNames: ['limit'],
      registers,
    }),
    guessedAccounts: new Counter({
      name: 'strongroom_guessed_accounts_total',
      help: 'Accounts at which somebody guessed, from browsers that are new to them: each counts once a day',
      registers,
    }),
    uploads: new Counter({
      name: 'strongroom_uploads_total',
      help: 'Uploads by outcome: accepted, repeated with the same key, or the type of problem',
      labelNames: ['outcome'],
      registers,
    }),
    uploadBytes: new Counter({ name: 'strongroom_upload_bytes_total', help: 'Bytes accepted', registers }),
    jobDuration: new Histogram({
      name: 'strongroom_job_duration_seconds',
      help: 'How long jobs took, by job and outcome',
      labelNames: ['job', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
  };
}

function createGauges(registers: Registry[]): { [G in keyof typeof gauges]: Gauge } {
  const gaugeEntries = Object.entries(gauges).map(([key, [name, help, labelNames]]) => [
    key,
    new Gauge({ name: `strongroom_${name}`, help, labelNames: [...labelNames], registers }),
  ]);
  return Object.fromEntries(gaugeEntries) as { [G in keyof typeof gauges]: Gauge };
}
