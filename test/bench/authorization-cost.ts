import { randomUUID } from 'node:crypto';
import { openApp, type App } from '../../core/app.ts';
import { findSession } from '../../core/auth/sessions/session.ts';
import type { Actor } from '../../core/actor.ts';
import { createToken } from '../../core/auth/token.ts';
import { getDocument, listDocuments } from '../../core/documents/read/read-documents.ts';
import { listMatters } from '../../core/matters/matters.ts';
import { searchPages } from '../../core/search/search-pages.ts';
import { indexSql } from '../support/database/index-sql.ts';
import { sharedServices, type Services } from '../support/services.ts';
import type { BenchmarkRow } from './benchmark-row.ts';

const warmUps = 20;
const rounds = 150;
const asked = { signInMs: 2 };

const token = createToken();
const person = { id: randomUUID(), email: 'p@firm.example', name: 'P', role: 'member' } as const;
const who: Actor = { person, sessionId: randomUUID() };

const indexed = indexSql('quicksilver lease');

/** A firm of 5,000 matters with 20 documents each; the person is on 50 of them. */
const fillSql = `
  INSERT INTO person (id, email, name, role, password_hash) VALUES ('${person.id}', '${person.email}', 'P', 'member', 'none');
  INSERT INTO session (id, token_hash, person_id, user_agent, expires_at)
    VALUES ('${who.sessionId ?? ''}', '${token.hash}', '${person.id}', 'bench', now() + interval '1 day');
  INSERT INTO matter (id, client, number, name, access, created_by, created_at)
    SELECT gen_random_uuid(), 'C', 'N-' || i, 'Matter ' || i, 'members', '${person.id}', now() - i * interval '1 minute'
    FROM generate_series(1, 5000) AS i;
  INSERT INTO membership (matter_id, person_id, role)
    SELECT id, '${person.id}', 'editor' FROM matter WHERE substr(number, 3)::int % 100 = 0;
  INSERT INTO stored_object (sha256, bytes, created_at, scanned_with, scanned_at) VALUES (repeat('a', 64), 5, now(), 'bench', now());
  INSERT INTO document (id, matter_id, sha256, filename, media_type, state, page_count, uploaded_by, created_at)
    SELECT gen_random_uuid(), matter.id, repeat('a', 64), 'd' || i || '.txt', 'text/plain', 'searchable', 1, '${person.id}',
      now() - i * interval '1 second' FROM matter, generate_series(1, 20) AS i;
  INSERT INTO page (document_id, matter_id, number, state, text, engine, search, exact)
    SELECT document.id, matter_id, 1, 'read', 'quicksilver lease ' || word, 'bench',
      ${indexed.search} || array_to_tsvector(ARRAY[word]), ${indexed.exact} || array_to_tsvector(ARRAY[word])
    FROM document, LATERAL (SELECT abs(hashtext(id::text)) % 1000 || 'word') AS said (word);
  ANALYZE;`;

/** Everything that asks about rights, answered by a constant or a plain look-up, and row-level security off. */
const disableAuthorizationSql = `
  ALTER ROLE strongroom_server BYPASSRLS;
  CREATE OR REPLACE FUNCTION my_role(asked uuid) RETURNS TABLE (role membership_role, walled boolean) LANGUAGE sql STABLE ROWS 1
    SECURITY INVOKER AS $$ SELECT 'editor'::membership_role, false $$;
  ALTER FUNCTION my_role(uuid) RESET search_path;
  CREATE OR REPLACE FUNCTION visible_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY INVOKER ROWS 100
    AS $$ SELECT matter_id FROM membership WHERE person_id = current_person() $$;
  ALTER FUNCTION visible_matters() RESET search_path;`;

let filled: Promise<Services> | undefined;

async function prepareDatabase(): Promise<Services> {
  const services = await sharedServices();
  await services.freshDatabase();
  await services.sql(fillSql, 'strongroom');
  return services;
}

async function withServer<T>(work: (app: App) => Promise<T>): Promise<T> {
  filled ??= prepareDatabase();
  await filled;
  const app = openApp('server');
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

async function medianMs(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < warmUps + times; round += 1) {
    const started = performance.now();
    await work();
    if (round >= warmUps) taken.push(performance.now() - started);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

/** What somebody does all day: their matters, one of them, a document, a search over everything. Rounds in a second, at the median. */
function roundsPerSecond(): Promise<number> {
  return withServer(async (app) => {
    const [matter] = (await listMatters(app, who, { limit: 50 })).items;
    const matterId = matter?.id ?? '';
    const [document] = (await listDocuments(app, who, { matterId, limit: 50 })).items;
    const ms = await medianMs(rounds, async () => {
      await listMatters(app, who, { limit: 50 });
      await listDocuments(app, who, { matterId, limit: 50 });
      await getDocument(app, who, document?.id ?? '');
      await searchPages(app, who, { q: 'lease', limit: 20 });
    });
    return 1000 / ms;
  });
}

/** Asked for: at most 1.3 times the cost, so at least 0.77 of the rate. */
export async function measureAuthorizationRate(): Promise<BenchmarkRow> {
  const ours = await roundsPerSecond();
  const services = await prepareDatabase();
  await services.sql(disableAuthorizationSql, 'strongroom');
  const alone = await roundsPerSecond();
  await services.sql('ALTER ROLE strongroom_server NOBYPASSRLS');
  filled = undefined;
  return {
    what: 'rights, on 50 of 5,000 matters: own matters, one of them, a document, a search',
    unit: 'rounds/s',
    ours,
    baseline: alone,
    baselineName: 'nothing asked about rights, row-level security off',
  };
}

/** Milliseconds that finding out who asks adds to a request, at the median. */
export async function measureSessionCheck(): Promise<BenchmarkRow> {
  const ours = await withServer((app) =>
    medianMs(500, async () => {
      if (!(await findSession(app, token.token, true))) throw new Error('The session is not there.');
    }),
  );
  return {
    what: 'the check of a session, at the median',
    unit: 'ms',
    ours,
    baseline: asked.signInMs,
    baselineName: 'asked for, at most',
  };
}
