import assert from 'node:assert/strict';
import { listNodeComponents, listNpmComponents } from './list-npm-components.ts';

const packages = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7', license: 'MIT', integrity: 'sha512-AAEC' },
  'node_modules/@node-rs/argon2': { version: '2.2.1', license: 'MIT' },
  'node_modules/bullmq/node_modules/zod': { version: '3.0.0+old' },
  'node_modules/typescript': { version: '6.0.3' },
  'node_modules/pdfjs-dist': { version: '6.5.438' },
  'node_modules/typescript/node_modules/pdfjs-dist': { version: '1.0.0' },
};
const list = (there: readonly string[], bundled: readonly string[] = []) =>
  listNpmComponents(packages, (path) => there.includes(path), bundled);

describe('the npm packages of the bill of materials', () => {
  it('are those that lie in the image, each version of its own, and those that are bundled', () => {
    const there = [
      'node_modules/zod',
      'node_modules/@node-rs/argon2',
      'node_modules/bullmq/node_modules/zod',
    ];
    assert.deepEqual(
      list(there, ['pdfjs-dist']).map(({ purl }) => purl),
      [
        'pkg:npm/zod@4.6.7',
        'pkg:npm/%40node-rs/argon2@2.2.1',
        'pkg:npm/zod@3.0.0%2Bold',
        'pkg:npm/pdfjs-dist@6.5.438',
      ],
    );
  });

  it('have licence and hash as the lockfile has them', () => {
    assert.deepEqual(list(['node_modules/zod']), [
      {
        type: 'library',
        name: 'zod',
        version: '4.6.7',
        licenses: [{ expression: 'MIT' }],
        hashes: [{ alg: 'SHA-512', content: '000102' }],
        purl: 'pkg:npm/zod@4.6.7',
      },
    ]);
  });

  it('are joined by Node, and by what was built into it', () => {
    const components = listNodeComponents(process.versions);
    const find = (wanted: string) => components.find(({ name }) => name === wanted);
    assert.equal(find('node')?.version, process.versions.node);
    assert.equal(find('openssl')?.purl, `pkg:generic/openssl@${process.versions.openssl}`);
    assert.equal(find('modules'), undefined);
  });
});
