import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Every figure Strongroom reports, in one list. Labels hold names from closed lists only (routes, jobs, states):
 * never an id, a file name or a person.
 */
export function createMetrics(processName: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestDuration: new Histogram({
      name: 'strongroom_http_request_duration_seconds',
      help: 'How long requests took, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
      registers,
    }),
    uploads: new Counter({ name: 'strongroom_uploads_total', help: 'Uploads by outcome', labelNames: ['outcome'], registers }),
    uploadBytes: new Counter({ name: 'strongroom_upload_bytes_total', help: 'Bytes accepted', registers }),
    jobDuration: new Histogram({
      name: 'strongroom_job_duration_seconds',
      help: 'How long jobs took, by job and outcome',
      labelNames: ['job', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
    queueJobs: new Gauge({ name: 'strongroom_queue_jobs', help: 'Jobs in Redis', labelNames: ['queue', 'state'], registers }),
    documents: new Gauge({ name: 'strongroom_documents', help: 'Documents by state', labelNames: ['state'], registers }),
    oldestUnfinished: new Gauge({
      name: 'strongroom_oldest_unfinished_document_seconds',
      help: 'Age of the oldest document that has not reached a final state; 0 if there is none',
      registers,
    }),
    lastBackupSuccess: new Gauge({ name: 'strongroom_last_backup_success_timestamp_seconds', help: 'End of the last good backup; 0 if none', registers }),
    lastBackupAttempt: new Gauge({ name: 'strongroom_last_backup_attempt_timestamp_seconds', help: 'Start of the last backup tried; 0 if none', registers }),
    backupDuration: new Gauge({ name: 'strongroom_backup_duration_seconds', help: 'How long the last good backup took', registers }),
    backupBytes: new Gauge({ name: 'strongroom_backup_bytes', help: 'Bytes of the last good backup before compression', registers }),
    certificateExpiry: new Gauge({ name: 'strongroom_certificate_expiry_timestamp_seconds', help: 'When the TLS certificate ends', registers }),
    installed: new Gauge({ name: 'strongroom_installed_timestamp_seconds', help: 'When the appliance was installed', registers }),
  };
}
