import { loadConfig, type Config, type ProcessName } from './platform/config.js';
import { openDatabase, type Database } from './platform/database.js';
import { openLimits, type Limits } from './platform/limits.js';
import { openIdentityProvider, type IdentityProvider } from './platform/identity-provider.js';
import { createLog, type Log } from './platform/log.js';
import { createMetrics, type Metrics } from './platform/metrics.js';
import { openPasswords, type Passwords } from './platform/passwords.js';
import { openQueues, type Queues } from './platform/queues.js';
import { openScanner, type Scanner } from './platform/scanner.js';
import { openStorage, type Storage } from './platform/storage.js';

/** Everything a process is connected to. Functions ask for the parts they touch: `Pick<App, 'database' | 'storage'>`. */
export type App = {
  config: Config;
  log: Log;
  metrics: Metrics;
  database: Database;
  storage: Storage;
  scanner: Scanner;
  queues: Queues;
  passwords: Passwords;
  limits: Limits;
  identityProvider: IdentityProvider;
  /** Undoes what openApp did, in reverse. */
  close: () => Promise<void>;
};

/**
 * Connects everything, once. Nothing here waits for the other side: a part that is away shows in `/health/ready`.
 * @throws ConfigError with every fault in the settings.
 */
export function openApp(processName: ProcessName, overrides: Partial<Config> = {}): App {
  const config: Config = { ...loadConfig(processName), ...overrides };
  const log = createLog(processName, config.logLevel);
  const metrics = createMetrics(processName);
  const database = openDatabase(config);
  const storage = openStorage(config);
  const queues = openQueues(config);
  const passwords = openPasswords(config);
  const limits = openLimits(config);
  return {
    config,
    log,
    metrics,
    database,
    storage,
    scanner: openScanner(config),
    queues,
    passwords,
    limits,
    identityProvider: openIdentityProvider(),
    close: async () => {
      limits.close();
      passwords.close();
      await queues.close();
      storage.close();
      await database.close();
    },
  };
}
