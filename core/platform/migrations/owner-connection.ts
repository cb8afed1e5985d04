import { Client, type ClientConfig } from 'pg';
import { readSecret, type Config } from '../config.ts';

/** What it takes to sign in as the owner of the tables. */
export type OwnerSettings = Pick<Config, 'database' | 'secretsDir'>;

/** How the owner of the tables signs in: a role of its own, which no running process uses. */
export function ownerConnection({ database, secretsDir }: OwnerSettings) {
  return {
    host: database.host,
    port: database.port,
    database: database.name,
    user: 'strongroom_owner',
    password: readSecret({ secretsDir }, 'database_owner_password'),
    connectionTimeoutMillis: 5_000,
    application_name: 'strongroom-migrate',
  } satisfies ClientConfig;
}

/**
 * Runs `work` with one connection of the owner of the tables, and ends the connection however that ends.
 * @throws ConfigError when the owner's password is not among the secrets; Error when PostgreSQL does not let it in.
 */
export async function withOwner<T>(
  settings: OwnerSettings,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(ownerConnection(settings));
  // A connection that breaks fails the statement under way as well; without this it would end the process.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw new Error(
      `The database does not let the owner of the schema in (${(error as Error).message}). Is it running, and are the secrets its own?`,
      { cause: error },
    );
  });
  try {
    // A statement whose process has died ends within seconds, and lets go of what it holds. The others are as delivered,
    // whatever somebody has set for the database or the role.
    await client.query(`SET search_path = public; SET client_connection_check_interval = 2000;
      SET default_transaction_read_only = off; SET statement_timeout = 0; SET lock_timeout = 0;`);
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
