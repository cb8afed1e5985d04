import assert from 'node:assert/strict';
import { findHygieneFaults, listSourceFiles } from '../../support/hygiene.ts';
import { rootDir } from '../../support/paths.ts';

describe('the repository can be shown to anybody', () => {
  const files = listSourceFiles(rootDir);

  it('looks at the whole tree', () => {
    const paths = new Set(files.map((file) => file.path));
    for (const path of [
      'install.sh',
      'core/app.ts',
      'ops/images/app/Dockerfile',
      'docker-compose.prod.yml',
      'prisma/schema.prisma',
    ]) {
      assert.ok(paths.has(path), `${path} was not looked at`);
    }
  });

  it('names no registry and no path of a machine, holds no secret, hides no test and leaves nothing undone', () => {
    assert.deepEqual(files.flatMap(findHygieneFaults), []);
  });

  const plants: [string, string, string][] = [
    ['a registry', 'ops/planted.sh', `curl https://${['registry', 'npmjs', 'org'].join('.')}/x`],
    ['a path of this machine', 'docs/planted.md', `see /work/${'shared'}/notes`],
    [
      'a private key',
      'ops/planted.conf',
      `-----BEGIN ${'PRIVATE'} KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n`,
    ],
    ['a test that does not run', 'test/planted.ts', `it.${'skip'}('later', () => {});`],
    ['a test that hides the others', 'test/planted.ts', `describe.${'only'}('mine', () => {});`],
    ['something left undone', 'core/planted.ts', `// ${'TO' + 'DO'}: mend`],
    ['a folder without a meaning', 'core/utils/planted.ts', 'export const a = 1;'],
    ['a barrel', 'core/search/index.ts', "export * from './a.js';"],
    ['a file that is too long', 'core/planted.ts', 'a\n'.repeat(301)],
    [
      'a form without a token',
      'server/matters/views/planted.tsx',
      '<form\n class={a ? "b" : "c"}\n method="post" action="/x">',
    ],
    ['a name in camel case', 'core/storeOriginal.ts', 'export const a = 1;'],
  ];
  for (const [what, path, text] of plants) {
    it(`goes red for ${what}`, () => {
      assert.equal(
        findHygieneFaults({ path, text }).length,
        1,
        JSON.stringify(findHygieneFaults({ path, text })),
      );
    });
  }
});
