import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../../support/paths.ts';
import { tryRun } from '../../support/run-program.ts';

/** Programs begin their work when they are imported. */
const programs = ['worker/main.ts', 'worker/sandbox/main.ts', 'ops/main.ts'];
const readers = globSync('worker/sandbox/readers/*.ts', { cwd: rootDir }).filter((path) =>
  /^await runReader\(/m.test(readFileSync(join(rootDir, path), 'utf8')),
);
const modules = globSync('{core,worker,ops}/**/*.ts', { cwd: rootDir }).filter(
  (path) => !path.endsWith('.test.ts') && ![...programs, ...readers].includes(path),
);

describe('core, worker and ops run in Node from their source, without a build', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-unbuilt-`));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('every module of theirs can be imported', async () => {
    assert.ok(modules.length > 250, `only ${modules.length} modules were found`);
    const text = `for (const path of ${JSON.stringify(modules)}) await import('${rootDir}/' + path); process.exit(0);`;
    const ran = await tryRun(process.execPath, ['--input-type=module', '--eval', text]);
    assert.equal(ran.code, 0, ran.stderr);
  });

  it('the commands answer', async () => {
    const ran = await tryRun(process.execPath, [join(rootDir, 'ops/main.ts'), 'no-such-command']);
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /There is no command "no-such-command"/);
  });

  it('the worker reads its settings', async () => {
    const ran = await tryRun(process.execPath, [join(rootDir, 'worker/main.ts')], {
      env: { ...process.env, STRONGROOM_SECRETS_DIR: folder },
    });
    assert.equal(ran.code, 1, ran.stdout);
    assert.match(ran.stderr, /secret database_worker_password: cannot be read/);
  });

  it('every reader starts in its sandbox, and one reads a file', async () => {
    const imported = `await import('${rootDir}/worker/sandbox/tools.ts')`;
    const text = `const { tools } = ${imported}; console.log(JSON.stringify(tools.text.steps({})[0].argv))`;
    const asked = await tryRun(process.execPath, ['--input-type=module', '--eval', text]);
    const [, ...argv] = JSON.parse(asked.stdout) as string[];
    const at = argv.findIndex((part) => part.endsWith('read-text.ts'));
    assert.ok(at > 0 && readers.length > 10, argv.join(' '));
    for (const reader of readers) {
      const job = mkdtempSync(join(folder, 'job-'));
      writeFileSync(join(job, 'input'), 'The lease ends in May.');
      const args = [...argv.slice(0, at), join(rootDir, reader), 'input'];
      const ran = await tryRun(process.execPath, args, { cwd: job });
      assert.ok(ran.stderr === '' || /^refusal: [a-z-]+ /.test(ran.stderr), `${reader}: ${ran.stderr}`);
      if (reader.endsWith('/read-text.ts'))
        assert.match(readFileSync(join(job, 'pages.ndjson'), 'utf8'), /The lease ends in May\./);
    }
  });
});
