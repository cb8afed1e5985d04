import { loadConfig, type Config } from './platform/config.ts';
import type { ProcessName } from './platform/secrets.ts';
import { openDatabase, type Database } from './platform/database.ts';
import { openRateLimits, type RateLimits } from './platform/rate-limits.ts';
import { openIdentityProvider, type IdentityProvider } from './platform/identity-provider.ts';
import { createLog, type Log } from './platform/log.ts';
import { createMetrics, type Metrics } from './platform/metrics.ts';
import { openDocumentPasswords, type DocumentPasswords } from './platform/document-passwords.ts';
import { openQueues, type Queues } from './platform/queues.ts';
import { openScanner, type Scanner } from './platform/scanner.ts';
import { openStorage, type Storage } from './platform/storage.ts';
import { openTurns, type AppTurns } from './platform/turns.ts';

/**
 * Everything a process is connected to. Functions ask for the parts they touch: `Pick<App, 'database' |
 * 'storage'>`.
 */
export type App = {
  config: Config;
  log: Log;
  metrics: Metrics;
  database: Database;
  /** Connections apart, for pages that are open: however many there are, all else has its own. */
  liveDatabase: Database;
  storage: Storage;
  scanner: Scanner;
  queues: Queues;
  documentPasswords: DocumentPasswords;
  rateLimits: RateLimits;
  identityProvider: IdentityProvider;
  /** Who may do what is dear now, and who waits. */
  turns: AppTurns;
  /** Undoes what openApp did, in reverse. */
  close: () => Promise<void>;
};

const liveConnections = 2;

/**
 * Connects everything, once. Nothing here waits for the other side: a service that is unreachable shows in
 * `/health/ready`.
 * @throws ConfigError with every fault in the settings
 */
export function openApp(processName: ProcessName, overrides: Partial<Config> = {}): App {
  const config: Config = { ...loadConfig(processName), ...overrides };
  const log = createLog(processName, config.logLevel);
  const metrics = createMetrics(processName);
  const database = openDatabase(config);
  const liveDatabase = openDatabase(config, { connections: liveConnections });
  const storage = openStorage(config);
  const queues = openQueues(config);
  const documentPasswords = openDocumentPasswords(config);
  const rateLimits = openRateLimits(config);
  return {
    config,
    log,
    metrics,
    database,
    liveDatabase,
    storage,
    scanner: openScanner(config),
    queues,
    documentPasswords,
    rateLimits,
    identityProvider: openIdentityProvider(config),
    turns: openTurns(),
    close: async () => {
      rateLimits.close();
      documentPasswords.close();
      await queues.close();
      storage.close();
      await liveDatabase.close();
      await database.close();
    },
  };
}
