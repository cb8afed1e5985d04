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
  'redis_password',
  'storage_access_key',
  'storage_secret_key',
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

const appSecrets = ['redis_password', 'storage_access_key', 'storage_secret_key'] as const;

/**
 * The secrets without which a process does not start. ops reads the owner's password and the backups' key
 * when it needs them.
 */
export const processSecrets = {
  server: [databasePassword.server, ...appSecrets, 'sealing_key'],
  worker: [databasePassword.worker, ...appSecrets],
  ops: [databasePassword.ops, ...appSecrets],
} as const satisfies Record<ProcessName, readonly SecretName[]>;
