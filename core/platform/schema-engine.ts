import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import type * as Engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import { readSecret, type Config } from './config.ts';

/** The owner of the tables: a role of its own, which no running process signs in as. */
export type Owner = { engine: SchemaEngine; database: SqlDriverAdapter; close: () => Promise<void> };

type Glue = typeof Engine & {
  __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
};

let glue: Promise<Glue> | undefined;

/**
 * Signs in as the owner of the schema and starts Prisma's schema engine (its WebAssembly build: nothing is downloaded).
 * @throws ConfigError when the owner's password is not among the secrets; the driver's error when Postgres is away.
 */
export async function openOwner(
  config: Pick<Config, 'database' | 'secretsDir'>,
  schema: string,
): Promise<Owner> {
  const factory = ownerFactory(config);
  const database = await factory.connect();
  try {
    await database.queryRaw({ sql: 'SELECT 1', args: [], argTypes: [] });
    glue ??= loadGlue();
    const { SchemaEngine } = await glue;
    const silent = () => undefined;
    const bound = bindMigrationAwareSqlAdapterFactory(factory);
    const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, silent, bound);
    return {
      engine,
      database,
      close: async () => {
        engine.free();
        await Promise.all(factory.opened.map((adapter) => adapter.dispose()));
      },
    };
  } catch (error) {
    await Promise.all(factory.opened.map((adapter) => adapter.dispose()));
    throw error;
  }
}

/**
 * Postgres' adapter as the engine needs it. Its own `executeScript` cuts at every semicolon, functions' bodies included,
 * and spreads the pieces over a pool; here a script goes out whole, as one simple query: one implicit transaction, so that
 * a script that fails, or whose process dies, leaves nothing. The migration's row is closed in the same transaction.
 */
function ownerFactory(
  config: Pick<Config, 'database' | 'secretsDir'>,
): SqlMigrationAwareDriverAdapterFactory & { opened: SqlDriverAdapter[] } {
  const { host, port, name } = config.database;
  const password = readSecret(config, 'database_owner_password');
  const inner = new PrismaPg({
    ...{ host, port, database: name, user: 'strongroom_owner', password },
    ...{ max: 1, connectionTimeoutMillis: 5_000, application_name: 'strongroom-migrate' },
  });
  const opened: SqlDriverAdapter[] = [];
  const connect = async () => {
    const adapter = await inner.connect();
    opened.push(adapter);
    readCatalogTypes(adapter);
    adapter.executeScript = async (script) => {
      const sql = script.includes('_prisma_migrations" (') ? script : `${script}\n;${closeMigration}`;
      await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
  };
  const connectToShadowDb = () =>
    Promise.reject(new Error('a shadow database is not used: the owner may not create databases'));
  return { provider: inner.provider, adapterName: inner.adapterName, connect, connectToShadowDb, opened };
}

type Answer = { fields: { dataTypeID: number }[]; rows: unknown[] };

/**
 * The adapter refuses Postgres' one-byte type "char", which the engine asks the catalog for. Here such a column passes as
 * text and is called a character afterwards. `performIO` is not in the adapter's declared interface: its version is
 * pinned, and the drift tests would notice.
 */
function readCatalogTypes(adapter: SqlDriverAdapter): void {
  const open = adapter as unknown as { performIO: (query: unknown) => Promise<Answer> };
  const performIO = open.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const characters = new WeakMap<object, number[]>();
  open.performIO = async (query) => {
    const answer = await performIO(query);
    // A script of several statements answers with a list that has no fields of its own.
    const found = (answer.fields ?? []).flatMap((field, place) =>
      field.dataTypeID === charType ? [place] : [],
    );
    for (const place of found) Object.assign(answer.fields[place] ?? {}, { dataTypeID: textType });
    if (found.length > 0) characters.set(answer.rows, found);
    return answer;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const place of characters.get(result.rows) ?? [])
      result.columnTypes[place] = ColumnTypeEnum.Character;
    return result;
  };
}

const charType = 18;
const textType = 25;

/** One migration is under way at a time (the engine holds an advisory lock): the one row that is open. */
const closeMigration = `UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1
  WHERE finished_at IS NULL AND rolled_back_at IS NULL`;

async function loadGlue(): Promise<Glue> {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: () => undefined } });
  const loaded = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as Glue;
  const wasm = await WebAssembly.compile(readFileSync(path.replace(/\.js$/, '.wasm')));
  const instance = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': loaded as unknown as WebAssembly.ModuleImports,
  });
  loaded.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return loaded;
}
