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
import { ownerConnection, type OwnerSettings } from '../../../core/platform/migrations/owner-connection.ts';

type Glue = typeof Engine & {
  __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
};

let glue: Promise<Glue> | undefined;

/**
 * Runs `work` with Prisma's schema engine (its WebAssembly build: nothing is downloaded), signed in as the owner of the
 * tables. A tool of developers: it writes the next migration, and no image holds it.
 * @throws Error when the database does not let the owner in.
 */
export async function withSchemaEngine<T>(
  settings: OwnerSettings,
  schema: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const factory = ownerFactory(settings);
  glue ??= loadGlue();
  const { SchemaEngine } = await glue;
  const silent = () => undefined;
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, silent, bound);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await Promise.all(factory.opened.map((adapter) => adapter.dispose()));
  }
}

function ownerFactory(
  settings: OwnerSettings,
): SqlMigrationAwareDriverAdapterFactory & { opened: SqlDriverAdapter[] } {
  const inner = new PrismaPg({ ...ownerConnection(settings), max: 1 });
  const opened: SqlDriverAdapter[] = [];
  const connect = async () => {
    const adapter = await inner.connect();
    opened.push(adapter);
    readCatalogTypes(adapter);
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
