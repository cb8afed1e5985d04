import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

export type RepositoryFile = { path: string; text: string };
type Rule = (file: RepositoryFile) => string[];

const notOurs = new Set(['node_modules', 'dist', 'coverage', '.dev', '.git', '.tools', 'package-lock.json']);
const readable =
  /\.(ts|tsx|cjs|mjs|js|json|sh|yml|yaml|md|sql|prisma|conf|template|css|html|svg)$|(^|\/)(Dockerfile|LICENSE|run|strongroom|[a-z-]+-ok)$/;

/** Every file of the repository that people write. */
export function listSourceFiles(root: string, under = ''): RepositoryFile[] {
  return readdirSync(join(root, under), { withFileTypes: true }).flatMap((entry) => {
    const path = join(under, entry.name);
    if (notOurs.has(entry.name)) return [];
    if (entry.isDirectory()) return listSourceFiles(root, path);
    return entry.isFile() && readable.test(path)
      ? [{ path, text: readFileSync(join(root, path), 'utf8') }]
      : [];
  });
}

/** What is wrong with a file, one sentence each. No rule may match its own definition, so what they look for is put together here. */
export function findHygieneFaults(file: RepositoryFile): string[] {
  return rules.flatMap((rule) => rule(file)).map((fault) => `${file.path}: ${fault}`);
}

const host = (...parts: string[]) => parts.join('.');
const registries = [
  host('registry', 'npmjs', 'org'),
  host('deb', 'debian', 'org'),
  host('security', 'debian', 'org'),
  host('proxy', 'golang', 'org'),
  host('sum', 'golang', 'org'),
  host('pypi', 'org'),
  host('ghcr', 'io'),
  host('quay', 'io'),
  host('hub', 'docker', 'com'),
];

/** The mirrors this machine is set up with: they are the machine's business, and must not leak into the repository. */
function mirrorsOfThisMachine(): string[] {
  const lists = existsSync('/etc/apt/sources.list.d')
    ? readdirSync('/etc/apt/sources.list.d').map((name) => `/etc/apt/sources.list.d/${name}`)
    : [];
  const files = ['/etc/apt/sources.list', join(homedir(), '.npmrc'), ...lists].filter((path) =>
    existsSync(path),
  );
  const said = [...files.map((path) => readFileSync(path, 'utf8')), process.env['GOPROXY'] ?? ''].join('\n');
  return [...said.matchAll(/https?:\/\/([^/\s:,|"']+)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => name.includes('.'));
}

const foreignHosts = [...new Set([...registries, ...mirrorsOfThisMachine()])].filter(
  (name) => name !== '127.0.0.1',
);
const machinePaths = [`${process.cwd()}/`, ...['main', 'shared', 'brief'].map((name) => `/work/${name}`)];
const begin = '-----BEGIN ';
const secretForms = [
  new RegExp(`${begin}([A-Z]+ )?PRIVATE KEY-----\\s+[A-Za-z0-9+/]{20}`),
  /\bAKIA[0-9A-Z]{16}\b/,
  /\b(ghp|npm)_[A-Za-z0-9]{36}\b/,
  /\bsrk_[A-Za-z0-9_-]{30,}/,
];
const leftUndone = new RegExp(
  `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b|${'not ' + 'implemented'}`,
);
const hidesTests = /\b(it|describe|test|context)\.(skip|only)\(|\b(xit|xdescribe)\(|\bthis\.skip\(/;
const emptyNames = /(^|\/)(utils|helpers|common|types)\/|(^|\/)index\.tsx?$/;
/** A form that acts goes through server/ui/form.tsx, which puts the token in. */
const rawForm = /<form\b[^<]*\smethod=(?!"(?:get|dialog)")|\bformMethod=/i;
const ourName = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;

const rules: Rule[] = [
  ({ text }) =>
    foreignHosts
      .filter((name) => text.includes(name))
      .map((name) => `names the package registry or mirror ${name}`),
  ({ text }) =>
    machinePaths.filter((path) => text.includes(path)).map((path) => `names the path ${path} of one machine`),
  ({ text }) => (secretForms.some((form) => form.test(text)) ? ['holds what looks like a secret'] : []),
  ({ path, text }) =>
    path !== 'CHANGELOG.md' && leftUndone.test(text)
      ? [`says that something is left undone: ${leftUndone.exec(text)?.[0]}`]
      : [],
  ({ path, text }) =>
    /\.tsx?$/.test(path) && hidesTests.test(text) ? ['skips a test or hides the others'] : [],
  ({ path }) => (emptyNames.test(path) ? ['has a name that says nothing about what is in it'] : []),
  ({ path, text }) =>
    /\.(tsx?|sh)$/.test(path) && text.split('\n').length > 301 ? ['has more than 300 lines'] : [],
  ({ path, text }) =>
    /^server\/(ui|[a-z-]+\/views)\//.test(path) && path !== 'server/ui/form.tsx' && rawForm.test(text)
      ? ['has a form that posts without its token: write <Form>']
      : [],
  ({ path }) =>
    /\.(tsx?|sh|sql)$/.test(path) && !ourName.test(basename(path)) ? ['is not named in kebab-case'] : [],
];
