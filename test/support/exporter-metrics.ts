/** A metric that Strongroom does not make itself: its labels, with their values where a rule may rely on them. */
type ExporterMetric = {
  readonly labels: Readonly<Record<string, readonly string[] | 'any'>>;
  /** Why it is not there all the time. */
  readonly appears?: string;
};

const disk = { disk: ['data', 'docker', 'system'], device: 'any', fstype: 'any', mountpoint: 'any' } as const;
const slot = { slot_name: ['strongroom_log'], server: 'any' } as const;

/**
 * What the rules and the dashboard use of the exporters and of Prometheus itself, by the job that reports it (prometheus.yml).
 * test/stack/first-day/is-watched.ts asks the installed appliance for each.
 */
export const exporterMetrics = {
  'node-exporter': {
    node_filesystem_avail_bytes: { labels: disk },
    node_filesystem_size_bytes: { labels: disk },
    node_filesystem_files: { labels: disk },
    node_filesystem_files_free: { labels: disk },
    node_memory_MemAvailable_bytes: { labels: {} },
    node_memory_MemTotal_bytes: { labels: {} },
    node_pressure_memory_waiting_seconds_total: { labels: {} },
    node_vmstat_oom_kill: { labels: {} },
  },
  'postgres-exporter': {
    pg_up: { labels: {} },
    pg_stat_activity_count: { labels: { state: 'any', datname: 'any', usename: 'any' } },
    pg_settings_max_connections: { labels: { server: 'any' } },
    pg_replication_slots_pg_wal_lsn_diff: { labels: slot },
  },
  'redis-exporter': {
    redis_up: { labels: {} },
    redis_memory_used_bytes: { labels: {} },
    redis_memory_max_bytes: { labels: {} },
    redis_start_time_seconds: { labels: {} },
  },
  minio: {
    minio_cluster_health_status: { labels: { server: 'any' } },
    minio_cluster_drive_offline_total: { labels: { server: 'any' } },
    minio_node_process_starttime_seconds: { labels: { server: 'any' } },
  },
  alertmanager: {
    alertmanager_notifications_failed_total: { labels: { integration: 'any', reason: 'any' } },
  },
  prometheus: {
    prometheus_notifications_dropped_total: { labels: {} },
    prometheus_rule_evaluation_failures_total: { labels: { rule_group: 'any' } },
  },
} as const satisfies Record<string, Record<string, ExporterMetric>>;

/** Every job of prometheus.yml. */
export const watchedJobs = ['server', 'worker', 'ops', ...Object.keys(exporterMetrics)] as const;

/** What every job reports, or Prometheus itself of every job. */
export const commonMetrics: Readonly<Record<string, ExporterMetric>> = {
  up: { labels: {} },
  process_start_time_seconds: { labels: {} },
  process_resident_memory_bytes: { labels: {} },
  ALERTS: {
    labels: { alertname: 'any', alertstate: ['pending', 'firing'] },
    appears: 'while an alert is pending or rings',
  },
};
