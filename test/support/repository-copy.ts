import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootDir } from './paths.ts';

const settings = [
  'VERSION',
  'package.json',
  'tsconfig.json',
  'tsconfig.browser.json',
  '.oxlintrc.json',
  '.oxfmtrc.json',
  '.dependency-cruiser.cjs',
  'knip.json',
  '.shellcheckrc',
];
const parts = ['core', 'server', 'worker', 'ops', 'prisma', 'test', 'nginx', 'install.sh', 'test.sh'];

/** A copy of the house in a temporary folder, in which faults are planted to see whether the gates go red. */
export type RepositoryCopy = {
  dir: string;
  writeFault: (path: string, text: string) => void;
  remove: () => void;
};

export function copyRepository(): RepositoryCopy {
  const dir = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-house-`));
  for (const name of [...settings, ...parts]) {
    if (existsSync(join(rootDir, name))) cpSync(join(rootDir, name), join(dir, name), { recursive: true });
  }
  symlinkSync(join(rootDir, 'node_modules'), join(dir, 'node_modules'));
  return {
    dir,
    writeFault: (path, text) => {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
