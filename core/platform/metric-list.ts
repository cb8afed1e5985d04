import { problemTitles, type ProblemType } from './errors.ts';
import { jobs, queueNames, type JobName } from './job-definitions.ts';
import type { ProcessName } from './secrets.ts';

/** A label whose values stand elsewhere, with where. Closed or not, a label never holds an id, a file name or a person. */
type OpenLabel = { readonly valuesAre: string };
type MetricDefinition = {
  readonly name: `strongroom_${string}`;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels: Readonly<Record<string, readonly string[] | OpenLabel>>;
  /** The processes that know it. No other reports it: a zero of somebody who does not know would be a lie. */
  readonly exportedBy: readonly ProcessName[];
  readonly buckets?: readonly number[];
};

type MetricName = MetricDefinition['name'];

/** What ops reports of the whole appliance. */
const opsGauge = <Name extends MetricName>(name: Name, help: string) =>
  ({ name, type: 'gauge', help, labels: {}, exportedBy: ['ops'] }) as const;
/** What ops reports of each backup target. */
const targetGauge = <Name extends MetricName>(name: Name, help: string) => {
  const target = { valuesAre: 'the targets of the settings' } as const;
  return { name, type: 'gauge', help, labels: { target }, exportedBy: ['ops'] } as const;
};

const jobNames = Object.keys(jobs) as JobName[];
const problemTypes = Object.keys(problemTitles) as ProblemType[];

/** What a firm connects besides its backup targets. Strongroom asks no language model, so there is none here. */
export const integrations = ['mail', 'single-sign-on'] as const;

/** As BullMQ calls them. A job with a priority, and every one has one, waits as `prioritized`; `waiting` is always 0. */
export const queueStates = [
  'waiting',
  'prioritized',
  'active',
  'delayed',
  'failed',
  'completed',
  'waiting-children',
] as const;

/**
 * Every metric there is, by the name that code has for it. Times are Unix seconds. metrics.ts makes them and nothing
 * else does; the alert rules, the dashboard and their tests may name these, and the exporters' own.
 */
export const metricList = {
  requestDuration: {
    name: 'strongroom_http_request_duration_seconds',
    type: 'histogram',
    help: 'How long requests took, by route',
    labels: {
      method: { valuesAre: 'the methods of HTTP' },
      route: { valuesAre: 'the paths in server/features.ts, /health/* and "unmatched"' },
      status: { valuesAre: 'the statuses of HTTP' },
    },
    exportedBy: ['server'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
  },
  ready: {
    name: 'strongroom_ready',
    type: 'gauge',
    help: 'Whether a service that the server needs answers: 1 or 0',
    labels: { part: ['database', 'migrations', 'redis', 'storage'] },
    exportedBy: ['server'],
  },
  rateLimited: {
    name: 'strongroom_limited_total',
    type: 'counter',
    help: 'Requests and sign-in attempts that were refused for a while, by the limit that was passed',
    labels: { limit: ['device', 'account', 'address', 'everywhere', 'person', 'key'] },
    exportedBy: ['server'],
  },
  guessedAccounts: {
    name: 'strongroom_guessed_accounts_total',
    type: 'counter',
    help: 'Accounts at which somebody guessed, from browsers that are new to them: each counts once a day',
    labels: {},
    exportedBy: ['server'],
  },
  uploads: {
    name: 'strongroom_uploads_total',
    type: 'counter',
    help: 'Uploads by outcome: accepted, repeated with the same key, or the type of problem',
    labels: { outcome: ['accepted', 'repeated', ...problemTypes] },
    exportedBy: ['server'],
  },
  uploadBytes: {
    name: 'strongroom_upload_bytes_total',
    type: 'counter',
    help: 'Bytes accepted',
    labels: {},
    exportedBy: ['server'],
  },
  integrationUp: {
    name: 'strongroom_integration_up',
    type: 'gauge',
    help: 'Whether what the firm connected does its work: 1 or 0. Nothing is reported of what is not set up',
    labels: { integration: integrations },
    exportedBy: ['server'],
  },
  queueJobs: {
    name: 'strongroom_queue_jobs',
    type: 'gauge',
    help: 'Jobs in Redis',
    labels: { queue: queueNames, state: queueStates },
    exportedBy: ['worker'],
  },
  jobDuration: {
    name: 'strongroom_job_duration_seconds',
    type: 'histogram',
    help: 'How long jobs took, by job and outcome',
    labels: { job: jobNames, outcome: ['done', 'waits', 'again', 'given-up'] },
    exportedBy: ['worker'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  },
  documents: {
    name: 'strongroom_documents',
    type: 'gauge',
    help: 'Documents by state',
    labels: {
      state: [
        ...(['stored', 'scanning', 'extracting', 'reading', 'analysing'] as const),
        ...(['searchable', 'no-text', 'needs-password', 'quarantined', 'failed'] as const),
      ],
    },
    exportedBy: ['worker'],
  },
  oldestUnfinishedDocument: {
    name: 'strongroom_oldest_unfinished_document_seconds',
    type: 'gauge',
    help: 'Age of the oldest document that has not reached a final state; 0 if there is none',
    labels: {},
    exportedBy: ['worker'],
  },
  oldestQueuedStep: {
    name: 'strongroom_oldest_queued_step_seconds',
    type: 'gauge',
    help: 'Age of the oldest step that is not done, by the queue in which it waits; 0 if there is none',
    labels: { queue: queueNames },
    exportedBy: ['worker'],
  },
  failedJobs: {
    name: 'strongroom_failed_jobs',
    type: 'gauge',
    help: 'Steps that failed after their last attempt, and that nobody has tried again or closed',
    labels: {},
    exportedBy: ['worker'],
  },
  scannerUp: {
    name: 'strongroom_scanner_up',
    type: 'gauge',
    help: 'Whether the virus scanner answers: 1 or 0',
    labels: {},
    exportedBy: ['worker'],
  },
  signaturesTimestamp: {
    name: 'strongroom_scanner_signatures_timestamp_seconds',
    type: 'gauge',
    help: 'When the signatures of the virus scanner were made; 0 while it has none but the test signature',
    labels: {},
    exportedBy: ['worker'],
  },
  lastBackupSuccess: opsGauge(
    'strongroom_last_backup_success_timestamp_seconds',
    'End of the last good backup; 0 if none',
  ),
  lastBackupAttempt: opsGauge(
    'strongroom_last_backup_attempt_timestamp_seconds',
    'Start of the last backup tried; 0 if none',
  ),
  lastWalShipped: targetGauge(
    'strongroom_last_log_shipped_timestamp_seconds',
    'Recovery point of each target that is open all day; the time of the installation if there is none',
  ),
  lastProvenRestore: opsGauge(
    'strongroom_last_proven_restore_timestamp_seconds',
    'When the newest backup that a rehearsal proved was made; the time of the installation if none was',
  ),
  targetProven: targetGauge(
    'strongroom_place_proven_timestamp_seconds',
    'When a rehearsal last restored a backup from each target; the time of the installation if never',
  ),
  provenRestoreDuration: opsGauge(
    'strongroom_proven_restore_duration_seconds',
    'How long the last proven restore took',
  ),
  backupDuration: opsGauge('strongroom_backup_duration_seconds', 'How long the last good backup took'),
  backupBytes: opsGauge('strongroom_backup_bytes', 'Bytes of the last good backup before compression'),
  lastTargetBackup: targetGauge(
    'strongroom_last_set_timestamp_seconds',
    'When each target last took a backup; the time of the installation if never',
  ),
  lastTargetCheck: targetGauge(
    'strongroom_last_check_timestamp_seconds',
    'When each target was last checked and found sound; the time of the installation if never',
  ),
  lastTargetPrune: targetGauge(
    'strongroom_last_prune_timestamp_seconds',
    'When each target that allows it was last pruned; the time of the installation if never',
  ),
  recoveryKeyProven: targetGauge(
    'strongroom_recovery_key_proven_timestamp_seconds',
    'When the recovery key last opened each target; the time of the installation if never since',
  ),
  backupUnusual: targetGauge(
    'strongroom_backup_unusual',
    'Whether unusually many objects were gone or changed in a backup, until somebody accepted it: 1 or 0',
  ),
  targetFailing: targetGauge(
    'strongroom_target_failing',
    'Whether the last backup or the last WAL did not get through to each target: 1 or 0',
  ),
  dataEncrypted: opsGauge(
    'strongroom_data_encrypted',
    'Whether the disk with the data is encrypted: 1 or 0. Nothing is reported where it cannot be told',
  ),
  mostDenials: opsGauge(
    'strongroom_most_denials_of_one_person',
    'How often the person who was denied most was denied, in the last hour',
  ),
  mostDownloads: opsGauge(
    'strongroom_most_downloads_of_one_person',
    'How many originals the person who fetched most fetched, in the last hour',
  ),
  silentIntakes: opsGauge(
    'strongroom_silent_intakes',
    'API keys that filed on five of the last 14 days and have filed nothing for three days',
  ),
  auditVerified: opsGauge(
    'strongroom_audit_verified_timestamp_seconds',
    'When the whole audit log was last recomputed and found whole; the time of the installation if never',
  ),
  auditFault: opsGauge(
    'strongroom_audit_fault',
    'Whether the audit log was found changed or cut off, until somebody accepted it: 1 or 0',
  ),
  databaseChanges: {
    name: 'strongroom_database_changes',
    type: 'gauge',
    help: 'What somebody changed in the database by hand: harmful is what the product needs or what opens more than it should, added is the rest',
    labels: { kind: ['harmful', 'added'] },
    exportedBy: ['ops'],
  },
  certificateExpiry: opsGauge(
    'strongroom_certificate_expiry_timestamp_seconds',
    'When the TLS certificate ends',
  ),
  installed: opsGauge('strongroom_installed_timestamp_seconds', 'When the appliance was installed'),
} as const satisfies Record<string, MetricDefinition>;

export type MetricList = typeof metricList;
