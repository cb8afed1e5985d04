import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../../support/paths.ts';

/**
 * OWASP ASVS 5.0.0: of each section, the level of its first, second, third ... requirement
 * (5.0/docs_en/OWASP_Application_Security_Verification_Standard_5.0.0_en.csv of its repository).
 */
const levelsBySection: Record<string, string> = {
  ...{ 1.1: '22', 1.2: '1111122223', 1.3: '112222222223', 1.4: '222', 1.5: '123' },
  ...{ 2.1: '122', 2.2: '112', 2.3: '12223', 2.4: '23' },
  ...{ 3.1: '3', 3.2: '113', 3.3: '12223', 3.4: '11222233', 3.5: '11122333', 3.6: '3', 3.7: '22333' },
  ...{ 4.1: '12233', 4.2: '23333', 4.3: '22', 4.4: '1222' },
  ...{ 5.1: '2', 5.2: '112333', 5.3: '113', 5.4: '222' },
  ...{ 6.1: '122', 6.2: '111111112222', 6.3: '11223333', 6.4: '112233' },
  ...{ 6.5: '22222333', 6.6: '2223', 6.7: '33', 6.8: '2222' },
  ...{ 7.1: '222', 7.2: '1111', 7.3: '22', 7.4: '11222', 7.5: '223', 7.6: '22' },
  ...{ 8.1: '1233', 8.2: '1123', 8.3: '133', 8.4: '23', 9.1: '111', 9.2: '1222' },
  ...{
    10.1: '22',
    10.2: '223',
    10.3: '22223',
    10.4: '1111122222233333',
    10.5: '22222',
    10.6: '22',
    10.7: '222',
  },
  ...{ 11.1: '2233', 11.2: '22233', 11.3: '11233', 11.4: '1222', 11.5: '23', 11.6: '23', 11.7: '33' },
  ...{ 12.1: '12233', 12.2: '11', 12.3: '22223' },
  ...{ 13.1: '2333', 13.2: '222223', 13.3: '2233', 13.4: '1222233' },
  ...{ 14.1: '22', 14.2: '12223333', 14.3: '122' },
  ...{ 15.1: '12233', 15.2: '12233', 15.3: '1222222', 15.4: '3333' },
  ...{ 16.1: '2', 16.2: '22222', 16.3: '2222', 16.4: '222', 16.5: '2223' },
  ...{ 17.1: '23', 17.2: '22223333', 17.3: '22' },
};

const text = readFileSync(join(rootDir, 'docs/controls.md'), 'utf8');
const security = readFileSync(join(rootDir, 'docs/security.md'), 'utf8');
const rows = text
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, ids = '']) => /^\d+\.\d+\.\d+/.test(ids))
  .map(([, ids = '', level = '', , verdict = '', shownBy = '']) => ({ ids, level, verdict, shownBy }));

/** "10.4.1-10.4.3, 10.6.1" as each of its ids. */
function listIds(ids: string): string[] {
  return ids.split(', ').flatMap((range) => {
    const [first = '', last = first] = range.split('-');
    const [section, from] = splitId(first);
    return Array.from({ length: splitId(last)[1] - from + 1 }, (_, index) => `${section}.${from + index}`);
  });
}

function splitId(id: string): [string, number] {
  const dot = id.lastIndexOf('.');
  return [id.slice(0, dot), Number(id.slice(dot + 1))];
}

describe('The table of controls', () => {
  it('has every requirement of levels 1 and 2 once, with its level', () => {
    const required = Object.entries(levelsBySection).flatMap(([section, levels]) =>
      levels.split('').flatMap((level, index) => (level === '3' ? [] : `${section}.${index + 1} ${level}`)),
    );
    assert.equal(required.length, 253);
    const listed = rows.flatMap(({ ids, level }) => listIds(ids).map((id) => `${id} ${level}`));
    assert.deepEqual(listed.toSorted(), required.toSorted());
  });

  it('has a verdict for each, and none that fails', () => {
    for (const { ids, verdict, shownBy } of rows) {
      assert.match(verdict, /^(holds|accepted|n\/a)$/, ids);
      assert.notEqual(shownBy, '', ids);
    }
  });

  it('names files that are there', () => {
    const named = /`((?:core|server|worker|ops|test|nginx|prisma|docs)\/[\w./-]*\w)`/g;
    const files = [...text.matchAll(named)].map(([, file = '']) => file);
    assert.ok(files.length > 100);
    const missing = files.filter((file) => !existsSync(join(rootDir, file)));
    assert.deepEqual(missing, []);
  });

  it('says of each that is accepted, in docs/security.md, what stands instead', () => {
    const [, list = ''] = security.split('## What does not hold in the words of the standard');
    const explained = [...(list.split('\n## ')[0] ?? '').matchAll(/^\| ([\d., ]+) \|/gm)].flatMap(
      ([, ids = '']) => listIds(ids),
    );
    const accepted = rows.filter(({ verdict }) => verdict === 'accepted').flatMap(({ ids }) => listIds(ids));
    assert.deepEqual(explained.toSorted(), accepted.toSorted());
  });
});
