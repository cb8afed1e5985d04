import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listOwnNetworks } from './own-networks.ts';
import {
  databasePassword,
  processSecrets,
  serviceSecrets,
  type ProcessName,
  type SecretName,
} from './secrets.ts';

const portSchema = z.coerce.number().int().min(1).max(65_535);

/** KiB a second; 0 is no limit. */
const limitSchema = z.coerce.number().int().min(0).default(0);
/**
 * Hours of the day (UTC) in which something may be sent, such as `20-6`; empty is always, and so is from one
 * hour to the same.
 */
const hoursSchema = z
  .string()
  .regex(/^(([01]?\d|2[0-3])-([01]?\d|2[0-3]))?$/, 'must be two hours of the day, such as 20-6')
  .transform((text) => (new Set(text.split('-').map(Number)).size === 1 ? '' : text))
  .default('');

const environmentSchema = z.object({
  STRONGROOM_ORIGIN: z.url().default('https://localhost'),
  STRONGROOM_HOSTS: z.string().default(''),
  STRONGROOM_HTTP_HOST: z.string().default(''),
  STRONGROOM_HTTP_PORT: portSchema.default(3000),
  STRONGROOM_PROXY_HOST: z.string().default('localhost'),
  STRONGROOM_METRICS_HOST: z.string().default(''),
  STRONGROOM_METRICS_PORT: portSchema.default(9464),
  STRONGROOM_DATABASE_HOST: z.string().default('postgres'),
  STRONGROOM_DATABASE_PORT: portSchema.default(5432),
  STRONGROOM_DATABASE_NAME: z.string().default('strongroom'),
  STRONGROOM_REDIS_HOST: z.string().default('redis'),
  STRONGROOM_REDIS_PORT: portSchema.default(6379),
  STRONGROOM_STORAGE_HOST: z.string().default('minio'),
  STRONGROOM_STORAGE_PORT: portSchema.default(9000),
  STRONGROOM_STORAGE_BUCKET: z.string().default('documents'),
  STRONGROOM_SCANNER_HOST: z.string().default('clamav'),
  STRONGROOM_SCANNER_PORT: portSchema.default(3310),
  STRONGROOM_SCANNER_REPORT_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  STRONGROOM_SECRETS_DIR: z.string().default('/run/secrets'),
  STRONGROOM_SCRATCH_DIR: z.string().default('/scratch'),
  STRONGROOM_DATA_DIR: z.string().default('/data'),
  STRONGROOM_REPOSITORY: z.string().default('/repository'),
  STRONGROOM_REPOSITORY_LIMIT: limitSchema,
  STRONGROOM_REPOSITORY_HOURS: hoursSchema,
  STRONGROOM_FAR_REPOSITORY: z.string().default(''),
  STRONGROOM_FAR_REPOSITORY_LIMIT: limitSchema,
  STRONGROOM_FAR_REPOSITORY_HOURS: hoursSchema,
  STRONGROOM_CARRIER: z
    .string()
    .regex(/^([\w.-]+:\d+)?$/, 'must be the host and the port of the carrier')
    .default(''),
  STRONGROOM_TLS_DIR: z.string().default('/data/tls'),
  STRONGROOM_OWN_NETWORKS_DIR: z.string().default('/run/own-networks'),
  STRONGROOM_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(10 * 1024 ** 3),
  STRONGROOM_COPY_OF: z.union([z.literal(''), z.iso.datetime()]).default(''),
  STRONGROOM_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

type Settings = z.infer<typeof environmentSchema>;

/** The settings of a process, checked. Secrets stay in their files until `readSecret` reads one. */
export type Config = ReturnType<typeof loadConfig>;

/** Thrown by `loadConfig` with every fault at once, so that they are mended in one go. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The settings are not right:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Reads and checks everything a process takes from its environment; the only place that does.
 * @throws ConfigError naming every fault, never a value that could be a secret.
 */
export function loadConfig(processName: ProcessName, env: NodeJS.ProcessEnv = process.env) {
  const parsed = environmentSchema.safeParse(env);
  const faults = (parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const directory = env['STRONGROOM_SECRETS_DIR'] ?? '/run/secrets';
  const secrets = readSecrets(directory, processSecrets[processName], faults);
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  const settings = parsed.data;
  return {
    process: processName,
    origin: settings.STRONGROOM_ORIGIN,
    hosts: [
      new URL(settings.STRONGROOM_ORIGIN).hostname,
      ...settings.STRONGROOM_HOSTS.split(',').filter(Boolean),
    ],
    /** The recovery point whose read-only copy this is; empty in the appliance itself. */
    copyOf: settings.STRONGROOM_COPY_OF,
    /** The name whose addresses here take requests; empty for all of them. */
    httpHost: settings.STRONGROOM_HTTP_HOST,
    httpPort: settings.STRONGROOM_HTTP_PORT,
    /** The name of what stands in front, and says whom a request comes from. */
    proxyHost: settings.STRONGROOM_PROXY_HOST,
    /** The name whose addresses here give out metrics; empty for all of them. */
    metricsHost: settings.STRONGROOM_METRICS_HOST,
    metricsPort: settings.STRONGROOM_METRICS_PORT,
    logLevel: settings.STRONGROOM_LOG_LEVEL,
    scratchDir: settings.STRONGROOM_SCRATCH_DIR,
    dataDir: settings.STRONGROOM_DATA_DIR,
    secretsDir: directory,
    /** What the server keeps sealed in the database opens with this alone. Other processes do not have it. */
    sealingKey: secrets.sealing_key ?? '',
    /** Seals the password of a document on its way from the server to the worker. */
    documentPasswordKey: secrets.document_password_key ?? '',
    tlsDir: settings.STRONGROOM_TLS_DIR,
    /** The networks of the appliance just now, as CIDR: no address that a person names may lead there. */
    ownNetworks: () => listOwnNetworks({ folder: settings.STRONGROOM_OWN_NETWORKS_DIR }),
    targets: listTargets(settings),
    /** Host and port of the proxy by which targets are reached; empty where they are reached directly. */
    carrier: settings.STRONGROOM_CARRIER,
    maxUploadBytes: settings.STRONGROOM_MAX_UPLOAD_BYTES,
    ...readServices(processName, settings, secrets),
    /** Where the worker says how the scanner is; 0 is any free port. */
    scannerReportPort: settings.STRONGROOM_SCANNER_REPORT_PORT,
    scanner: { host: settings.STRONGROOM_SCANNER_HOST, port: settings.STRONGROOM_SCANNER_PORT },
  };
}

/** Where the data services are, and who this process is there. */
function readServices(
  processName: ProcessName,
  settings: Settings,
  secrets: Partial<Record<SecretName, string>>,
) {
  return {
    database: {
      host: settings.STRONGROOM_DATABASE_HOST,
      port: settings.STRONGROOM_DATABASE_PORT,
      name: settings.STRONGROOM_DATABASE_NAME,
      user: `strongroom_${processName}`,
      password: secrets[databasePassword[processName]] ?? '',
    },
    redis: {
      host: settings.STRONGROOM_REDIS_HOST,
      port: settings.STRONGROOM_REDIS_PORT,
      username: processName,
      password: secrets[serviceSecrets[processName].redis] ?? '',
    },
    storage: {
      host: settings.STRONGROOM_STORAGE_HOST,
      port: settings.STRONGROOM_STORAGE_PORT,
      bucket: settings.STRONGROOM_STORAGE_BUCKET,
      accessKey: secrets[serviceSecrets[processName].accessKey] ?? '',
      secretKey: secrets[serviceSecrets[processName].secretKey] ?? '',
    },
  };
}

/** A target that backups go to. Its name is in stored rows, metrics, files and flags: letters, digits and dashes. */
export type TargetSettings = { name: string; location: string; limitKiB: number; hours: string };

/** The two that the installer knows how to set up: the near one always, the far one where the firm has named it. */
function listTargets(settings: Settings): TargetSettings[] {
  const near = {
    location: settings.STRONGROOM_REPOSITORY,
    limitKiB: settings.STRONGROOM_REPOSITORY_LIMIT,
    hours: settings.STRONGROOM_REPOSITORY_HOURS,
  };
  const far = {
    location: settings.STRONGROOM_FAR_REPOSITORY,
    limitKiB: settings.STRONGROOM_FAR_REPOSITORY_LIMIT,
    hours: settings.STRONGROOM_FAR_REPOSITORY_HOURS,
  };
  return [{ name: 'near', ...near }, ...(far.location === '' ? [] : [{ name: 'far', ...far }])];
}

/**
 * Reads one secret by name from the secrets directory.
 * @throws ConfigError when the file is missing or empty.
 */
export function readSecret(config: Pick<Config, 'secretsDir'>, name: SecretName): string {
  const faults: string[] = [];
  const value = readSecrets(config.secretsDir, [name], faults)[name];
  if (value === undefined) throw new ConfigError(faults);
  return value;
}

function readSecrets(
  directory: string,
  names: readonly SecretName[],
  faults: string[],
): Partial<Record<SecretName, string>> {
  const secrets: Partial<Record<SecretName, string>> = {};
  for (const name of names) {
    try {
      const value = readFileSync(join(directory, name), 'utf8').trim();
      if (value === '') faults.push(`secret ${name}: the file is empty`);
      else secrets[name] = value;
    } catch (error) {
      faults.push(
        `secret ${name}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      );
    }
  }
  return secrets;
}
