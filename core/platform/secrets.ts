/**
 * Every secret that the installer makes and the product reads, each a file of this name in the secrets
 * directory. A backup without one of them cannot be restored. `ops/install/prepare.sh` and
 * docker-compose.prod.yml name them again; a test compares.
 */
export const secretNames = [
  'database_owner_password',
  'database_server_password',
  'database_worker_password',
  'database_ops_password',
  'database_exporter_password',
  'redis_server_password',
  'redis_worker_password',
  'redis_ops_password',
  'redis_exporter_password',
  'storage_access_key',
  'storage_secret_key',
  'storage_server_access_key',
  'storage_server_secret_key',
  'storage_worker_access_key',
  'storage_worker_secret_key',
  'storage_ops_access_key',
  'storage_ops_secret_key',
  'document_password_key',
  'sealing_key',
  'repository_key',
] as const;

export type SecretName = (typeof secretNames)[number];

/** Which process this is: decides the database role it signs in with and which secrets it must have. */
export type ProcessName = 'server' | 'worker' | 'ops';

/** The password of each process at the database. */
export const databasePassword = {
  server: 'database_server_password',
  worker: 'database_worker_password',
  ops: 'database_ops_password',
} as const satisfies Record<ProcessName, SecretName>;

/**
 * What each process signs in with at the queue and at the document storage. What it may do there is in
 * ops/images/redis/users.conf and ops/images/minio/policies. MinIO's own `storage_access_key` may do
 * everything, and no process of the product has it.
 */
export const serviceSecrets = {
  server: {
    redis: 'redis_server_password',
    accessKey: 'storage_server_access_key',
    secretKey: 'storage_server_secret_key',
  },
  worker: {
    redis: 'redis_worker_password',
    accessKey: 'storage_worker_access_key',
    secretKey: 'storage_worker_secret_key',
  },
  ops: {
    redis: 'redis_ops_password',
    accessKey: 'storage_ops_access_key',
    secretKey: 'storage_ops_secret_key',
  },
} as const satisfies Record<ProcessName, Record<'redis' | 'accessKey' | 'secretKey', SecretName>>;

/**
 * The secrets without which a process does not start. ops reads the owner's password and the backups' key
 * when it needs them.
 */
export const processSecrets = {
  server: [
    databasePassword.server,
    ...Object.values(serviceSecrets.server),
    'document_password_key',
    'sealing_key',
  ],
  worker: [databasePassword.worker, ...Object.values(serviceSecrets.worker), 'document_password_key'],
  ops: [databasePassword.ops, ...Object.values(serviceSecrets.ops)],
} as const satisfies Record<ProcessName, readonly SecretName[]>;
