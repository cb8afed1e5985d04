import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolFailed } from './tool-errors.ts';
import { JobFolder } from './job-folder.ts';

describe('What a tool leaves in its folder is read as hostile', () => {
  let sandbox: string;
  let folder: JobFolder;
  const path = (name: string) => join(sandbox, 'jobs', folder.job, name);

  beforeEach(async () => {
    sandbox = mkdtempSync(join(tmpdir(), 'strongroom-job-'));
    mkdirSync(join(sandbox, 'jobs'));
    writeFileSync(join(sandbox, 'secret'), 'the secret');
    folder = await JobFolder.create(sandbox);
  });
  afterEach(async () => {
    await folder.close(sandbox);
    rmSync(sandbox, { recursive: true });
  });

  it('a plain file is read', async () => {
    writeFileSync(path('out'), 'words');
    assert.equal(await folder.readText('out', 100), 'words');
    const lines: string[] = [];
    writeFileSync(path('lines'), 'one\ntwo\n');
    for await (const some of folder.readLines('lines', 100)) lines.push(...some);
    assert.deepEqual(lines, ['one', 'two']);
  });

  const hostile: [what: string, make: (path: string) => void][] = [
    ['a link', (at) => symlinkSync('../../secret', at)],
    ['a folder', (at) => mkdirSync(at)],
    ['a pipe nobody writes into', (at) => execFileSync('mkfifo', [at])],
    [
      'a file full of holes',
      (at) => {
        writeFileSync(at, '');
        truncateSync(at, 1e12);
      },
    ],
    ['what is not UTF-8', (at) => writeFileSync(at, Buffer.from([0xff, 0xfe, 0xfd]))],
    ['nothing', () => undefined],
  ];
  for (const [what, make] of hostile) {
    it(`${what} is refused`, async () => {
      make(path('out'));
      await assert.rejects(
        folder.readText('out', 1_000),
        (error: unknown) => error instanceof ToolFailed && error.failure === 'output',
      );
    });
  }

  it('a link in place of the folder leads nowhere', async () => {
    writeFileSync(path('out'), 'mine');
    renameSync(join(sandbox, 'jobs', folder.job), join(sandbox, 'jobs', 'moved'));
    mkdirSync(join(sandbox, 'elsewhere'));
    writeFileSync(join(sandbox, 'elsewhere', 'out'), 'another client');
    symlinkSync('../elsewhere', join(sandbox, 'jobs', folder.job));
    assert.equal(await folder.readText('out', 100), 'mine');
  });

  it('a link in place of all job folders is refused', async () => {
    renameSync(join(sandbox, 'jobs'), join(sandbox, 'old'));
    mkdirSync(join(sandbox, 'elsewhere'));
    symlinkSync('elsewhere', join(sandbox, 'jobs'));
    await assert.rejects(JobFolder.create(sandbox));
    assert.deepEqual(readdirSync(join(sandbox, 'elsewhere')), []);
  });
});
