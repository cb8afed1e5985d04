import assert from 'node:assert/strict';
import { listSourceFiles } from '../../support/hygiene.ts';
import { rootDir } from '../../support/paths.ts';
import { findDanglingReferences } from '../../support/references.ts';

describe('the repository is complete alone', () => {
  const files = listSourceFiles(rootDir);
  const paths = new Set(files.map(({ path }) => path));

  it('names no document and no file that is not in it', () => {
    assert.ok(files.length > 500, String(files.length));
    assert.deepEqual(
      files.flatMap((file) => findDanglingReferences(file, paths)),
      [],
    );
  });

  const plants: [what: string, path: string, text: string][] = [
    ['a document outside', 'core/a.ts', `// See ${'PLAN'}.md for why.`],
    ['a document beside the checkout', 'docs/planted.md', `[the plan](../shared/${'plan'}.md)`],
    ['a paragraph of one', 'core/a.ts', `/** The shapes of ${'DESIGN'} §10. */`],
    ['a source that has moved', 'docs/planted.md', `\`core/documents/${'request-step'}.ts\` asks for it`],
  ];
  for (const [what, path, text] of plants) {
    it(`goes red for ${what}`, () => {
      const faults = findDanglingReferences({ path, text }, paths);
      assert.equal(faults.length, 1, JSON.stringify(faults));
    });
  }

  it('stays green for what is there, by its path or by its name, and for standards', () => {
    const text =
      'See docs/formats.md, formats.md, core/app.ts, [one](install.md), RFC 5322 §3.6 and 42 U.S.C. § 1983.';
    assert.deepEqual(findDanglingReferences({ path: 'docs/planted.md', text }, paths), []);
  });
});
