import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatStructure, parseStructure } from '../../core/platform/migrations/structure-file.ts';
import { makeCurrentSql } from '../support/database/current-sql.ts';
import { rootDir } from '../support/paths.ts';
import { sharedServices, type Services } from '../support/services.ts';

describe('prisma/current.sql', () => {
  const committed = readFileSync(join(rootDir, 'prisma', 'current.sql'), 'utf8');
  let services: Services;

  before(async () => {
    services = await sharedServices();
  });
  after(() => services.freshDatabase());

  it('says what the database is after every migration; "npm run db:current" writes it anew', async () => {
    assert.equal(committed, await makeCurrentSql(services));
  });

  it('is read as it was written', () => {
    const { after: newest, items } = parseStructure(committed);
    assert.equal(formatStructure(newest, items), committed);
    assert.ok(items.length > 500, `${items.length} items`);
  });

  it('holds every policy, trigger, function and index that the source says it relies on', () => {
    const known = new Set(parseStructure(committed).items.map(({ kind, name }) => `${kind} ${name}`));
    const files = globSync('core/**/*.ts', { cwd: rootDir });
    const named = files.flatMap((file) =>
      namesIn(readFileSync(join(rootDir, file), 'utf8')).map((name) => [file, name]),
    );
    assert.ok(named.length > 80, `${named.length} names`);
    assert.deepEqual(
      named.filter(([, name]) => !known.has(name ?? '')),
      [],
    );
  });
});

const plurals = /^(policies|policy|triggers|trigger|functions|function|constraint|index) (.+)$/;

/** What the comment "In the database (prisma/current.sql): policies a.b, a.c; function d()." of a file names. */
function namesIn(source: string): string[] {
  const comment =
    /^\/\/ In the database \(prisma\/current\.sql\): ((?:.*\n)(?:\/\/ .*\n)*)/m.exec(source)?.[1] ?? '';
  const groups = comment.replaceAll('\n// ', ' ').trim().replace(/\.$/, '').split('; ');
  return groups.flatMap((group) => {
    const [, kinds = '', names = ''] = plurals.exec(group) ?? [];
    const kind = kinds === 'policies' ? 'policy' : kinds.replace(/s$/, '');
    return names === '' ? [] : names.split(/, (?![^(]*\))/).map((name) => `${kind} ${name}`);
  });
}
