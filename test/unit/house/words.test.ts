import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listSourceFiles } from '../../support/hygiene.ts';
import { rootDir } from '../../support/paths.ts';
import { findRetiredWords, readRetiredWords, splitName } from '../../support/retired-words.ts';

const words = readRetiredWords(readFileSync(join(rootDir, 'docs/glossary.md'), 'utf8'));

describe('one word for one thing, as docs/glossary.md says', () => {
  it('holds for every identifier, file name and heading', () => {
    // What was released or decided under an old name keeps it in the history.
    const files = listSourceFiles(rootDir).filter(({ path }) => path !== 'CHANGELOG.md');
    assert.ok(files.length > 500 && words.length > 25, `${files.length} files, ${words.length} words`);
    assert.deepEqual(
      files.flatMap((file) => findRetiredWords(file, words)),
      [],
    );
  });

  it('reads names as their words', () => {
    assert.deepEqual(splitName('listBackupSets'), ['list', 'backup', 'set']);
    assert.deepEqual(splitName('ship-log'), ['ship', 'log']);
    assert.deepEqual(splitName('TELL_PEOPLE'), ['tell', 'people']);
  });

  const planted: [string, string, string, string][] = [
    ['an identifier', 'core/planted.ts', 'export const brokenGlass = 1;', 'glass'],
    ['a property', 'core/planted.ts', 'export type A = { sketchOf: string };', 'sketch'],
    ['a verb at the beginning', 'core/planted.ts', 'export function tellOwners(): void {}', 'tell…'],
    ['two words', 'ops/planted.ts', 'export const shipLogNow = 1;', 'ship log'],
    ['a file', 'core/tend-matter.ts', 'export {};', 'tend…'],
    ['a function of bash', 'ops/install/planted.sh', 'mount_places() {\n  true\n}\n', 'mount places'],
    ['a heading of a document', 'docs/planted.md', '# How a backup set is made', 'backup set'],
    [
      'a heading of a page',
      'server/ui/planted.tsx',
      'export const A = () => <h2>Broken glass</h2>;',
      'glass',
    ],
  ];
  for (const [what, path, text, word] of planted)
    it(`goes red for ${what}`, () => {
      const faults = findRetiredWords({ path, text }, words);
      assert.ok(
        faults.some((fault) => fault.includes(`holds "${word}"`)),
        faults.join('\n'),
      );
    });

  it('leaves alone what merely sounds alike', () => {
    const text = 'export const intend = new Set<string>(); export function setPart(): void {}';
    assert.deepEqual(findRetiredWords({ path: 'core/planted.ts', text }, words), []);
  });
});

describe('a name that is exported', () => {
  it('has one meaning: no two modules export it', () => {
    const places = new Map<string, string[]>();
    for (const { path, text } of listSourceFiles(rootDir)) {
      if (!/^(core|server|worker|ops)\/.*\.tsx?$/.test(path)) continue;
      for (const [, name = ''] of text.matchAll(
        /^export (?:async )?(?:const|function\*?|type|class) (\w+)/gm,
      ))
        places.set(name, [...(places.get(name) ?? []), path]);
    }
    assert.ok(places.size > 1000, `${places.size} exported names`);
    assert.deepEqual(
      [...places].filter(([, paths]) => paths.length > 1),
      [],
    );
  });
});
