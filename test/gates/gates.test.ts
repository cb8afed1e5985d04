import assert from 'node:assert/strict';
import { join } from 'node:path';
import { copyRepository, type RepositoryCopy } from '../support/repository-copy.ts';
import { rootDir } from '../support/paths.ts';
import { tryRun, type RunResult } from '../support/run-program.ts';

/** A tool looks at the whole house. */
const toolMs = 280_000;

const script = (dir: string, name: string): Promise<RunResult> =>
  tryRun(process.execPath, ['--run', name], { cwd: dir, timeoutMs: toolMs });
const lines = (count: number) => '  // a line\n'.repeat(count);

/** What each lint rule of the design is broken by. */
const plants: Record<string, [string, string]> = {
  'max-lines': ['core/planted-long-file.ts', `export const a = 1;\n${'export {};\n'.repeat(300)}`],
  'max-lines-per-function': ['core/planted-long-function.ts', `export function a(): void {\n${lines(60)}}\n`],
  'max-params': [
    'core/planted-params.ts',
    'export const a = (b: 1, c: 1, d: 1, e: 1, f: 1): number => b + c + d + e + f;\n',
  ],
  'max-depth': [
    'core/planted-depth.ts',
    'export function a(b: number): number {\n  if (b > 1) {\n    if (b > 2) {\n      if (b > 3) {\n        if (b > 4) return b;\n      }\n    }\n  }\n  return 0;\n}\n',
  ],
  'filename-case': ['core/plantedCamelCase.ts', 'export const a = 1;\n'],
  'no-default-export': ['core/planted-default.ts', 'export default 1;\n'],
  'no-process-env': ['server/planted-env.ts', "export const a = process.env['PATH'];\n"],
  'no-console': ['worker/planted-console.ts', "console.log('a');\n"],
  'no-floating-promises': [
    'core/planted-floating.ts',
    'const a = async (): Promise<number> => 1;\nexport const b = (): void => {\n  a();\n};\n',
  ],
  'no-explicit-any': ['core/planted-any.ts', 'export const a = (b: any): unknown => b;\n'],
};

describe('the gates of the house', function gates() {
  this.timeout(toolMs + 20_000);
  let house: RepositoryCopy;
  before(() => {
    house = copyRepository();
  });
  after(() => house.remove());

  describe('lint', () => {
    let planted: RunResult;
    before(async () => {
      for (const [path, text] of Object.values(plants)) house.writeFault(path, text);
      planted = await tryRun(
        join(rootDir, 'node_modules/.bin/oxlint'),
        ['--type-aware', '--format', 'unix'],
        { cwd: house.dir, timeoutMs: toolMs },
      );
    });
    after(() => Promise.all(Object.values(plants).map(([path]) => tryRun('rm', [join(house.dir, path)]))));

    for (const [rule, [path]] of Object.entries(plants)) {
      it(`goes red when ${rule} is broken`, () => {
        assert.notEqual(planted.code, 0);
        const reported = planted.stdout
          .split('\n')
          .some((line) => line.includes(path) && line.includes(`(${rule})`));
        assert.ok(reported, `${rule} was not reported for ${path}`);
      });
    }
  });

  it('format goes red for a file that is not formatted', async () => {
    house.writeFault('core/planted-format.ts', 'export const  a = {b:1}\n');
    const ran = await script(house.dir, 'format');
    await tryRun('rm', [join(house.dir, 'core/planted-format.ts')]);
    assert.notEqual(ran.code, 0);
    assert.match(ran.stdout + ran.stderr, /planted-format/);
  });

  it('types goes red for a wrong type', async () => {
    house.writeFault('core/planted-type.ts', "export const a: number = 'one';\n");
    const ran = await script(house.dir, 'types');
    await tryRun('rm', [join(house.dir, 'core/planted-type.ts')]);
    assert.notEqual(ran.code, 0);
    assert.match(ran.stdout, /planted-type\.ts/);
  });

  it('unused goes red for a file nobody imports and an export nobody uses', async () => {
    house.writeFault('core/planted-unused.ts', 'export const a = 1;\n');
    const ran = await script(house.dir, 'unused');
    await tryRun('rm', [join(house.dir, 'core/planted-unused.ts')]);
    assert.notEqual(ran.code, 0);
    assert.match(ran.stdout, /planted-unused\.ts/);
  });

  for (const [what, planted] of [
    ['a script with a trap in it', '#!/bin/bash\nrm -rf $1/*\n'],
    ['a script that is not formatted', '#!/bin/bash\nif true; then\n      echo one\nfi\n'],
  ] as const) {
    it(`shell goes red for ${what}`, async () => {
      house.writeFault('ops/planted-script', planted);
      const part =
        'set -euo pipefail; SOURCE_DIR=$PWD; . ops/install/images.sh; . test/support/parts.sh; part_shell';
      const ran = await tryRun('bash', ['-c', part], { cwd: house.dir, timeoutMs: toolMs });
      await tryRun('rm', [join(house.dir, 'ops/planted-script')]);
      assert.notEqual(ran.code, 0);
      assert.match(ran.stdout, /planted-script/);
    });
  }
});
