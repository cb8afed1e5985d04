import type { SearchAnswer } from '../support/client.ts';
import { indexSql } from '../support/database/index-sql.ts';
import { run } from '../support/run-program.ts';
import { listContainers, signInAdministrator } from '../stack/first-day/appliance.ts';
import { compareWithBareHandlers } from './bare-handlers.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { createMembers } from './create-members.ts';

const documents = 1_000;
const pagesEach = 100;
const differentTexts = 200;
/** Its stem is the word itself, so that both sides ask for the same. It stands on so many pages. */
const rareWord = 'quillon';
const rarePages = 5;
const wordsOfPage = 200;
const syllables = [
  'bar',
  'len',
  'tor',
  'mis',
  'ka',
  'dun',
  'rel',
  'os',
  'vin',
  'per',
  'gal',
  'hu',
  'sim',
  'ort',
  'ne',
  'wy',
];

/** Words of three syllables: some are on every page, others on a few. */
function writePage(number: number): string {
  const syllable = (at: number) => syllables[at % syllables.length] ?? '';
  const word = (at: number) => {
    const chosen = (at * at * 7 + number * (at % 11) * 13) % 4_096;
    return syllable(chosen) + syllable(Math.floor(chosen / 16)) + syllable(Math.floor(chosen / 256));
  };
  return Array.from({ length: wordsOfPage }, (_, at) => word(at)).join(' ');
}

/**
 * Documents and pages as rows, past the product; each page's vectors are made as the product makes them and go through the same
 * indexes. `pattern` is a document that came through the product.
 */
function fillSql(pattern: string): string {
  const texts = Array.from({ length: differentTexts }, (_, number) => writePage(number));
  const rare = `${writePage(0)} ${rareWord}`;
  const values = [...texts, rare].map((text, number) => {
    const { search, exact } = indexSql(text);
    return `(${number}, '${text}', ${search}, ${exact})`;
  });
  const place = '(made.number * 37 + page.number)';
  return `
    CREATE TEMPORARY TABLE said (number int PRIMARY KEY, text text, search tsvector, exact tsvector);
    INSERT INTO said VALUES ${values.join(',\n')};
    CREATE TEMPORARY TABLE made AS SELECT gen_random_uuid() AS id, number FROM generate_series(1, ${documents}) AS number;
    INSERT INTO document (id, matter_id, sha256, filename, media_type, state, page_count, uploaded_by)
      SELECT made.id, matter_id, sha256, 'bench-' || made.number || '.txt', media_type, 'searchable', ${pagesEach}, uploaded_by
      FROM made, document WHERE document.id = '${pattern}';
    INSERT INTO page (document_id, matter_id, number, state, text, engine, search, exact)
      SELECT made.id, document.matter_id, page.number, 'read', said.text, 'bench', said.search, said.exact
      FROM made, generate_series(1, ${pagesEach}) AS page (number), said, document
      WHERE document.id = '${pattern}' AND said.number =
        CASE WHEN page.number = 7 AND made.number <= ${rarePages} THEN ${differentTexts} ELSE ${place} % ${differentTexts} END;
    -- As autovacuum does it: what waits to go into the word indexes goes there.
    VACUUM (ANALYZE) page;
    ANALYZE document;`;
}

/** A search for a rare word in 100,000 pages, against the same index question alone behind bare Express. */
export async function measureSearchRate(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of searches' });
  const { id } = await admin.uploadAccepted(
    matter.id,
    'pattern.txt',
    'A page like a hundred thousand others.',
  );
  await admin.waitForFinalState(id);
  const [postgres = ''] = await listContainers('postgres', false);
  const psql = [
    'psql',
    '--no-psqlrc',
    '--quiet',
    '--set=ON_ERROR_STOP=1',
    '--username=postgres',
    '--dbname',
    'strongroom',
  ];
  const input = `${fillSql(id)}\n`;
  await run('docker', ['exec', '--interactive', postgres, ...psql], { input, timeoutMs: 1_200_000 });
  const path = `/api/search?q=${rareWord}`;
  const cookies = await createMembers(admin, matter.id);
  const found = (await admin.call('GET', path)).body as SearchAnswer;
  if (found.total !== rarePages || found.hits.length !== rarePages)
    throw new Error(`The search found ${found.total} pages instead of ${rarePages}.`);
  const handler = {
    file: 'bare-search.js',
    arguments: [],
    usesDatabase: true,
    mustAnswer: `"total":${rarePages}`,
  };
  return {
    what: `\`GET /api/search\`, a word on ${rarePages} of ${documents * pagesEach} pages, through nginx`,
    unit: '/s',
    ...(await compareWithBareHandlers(path, cookies, handler)),
    baselineName: 'the same SQL, no rights and no audit log, behind bare Express and the same nginx',
  };
}
