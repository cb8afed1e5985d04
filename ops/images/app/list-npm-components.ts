import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type LockedPackage = { version?: string; license?: string; integrity?: string };

/** A component as CycloneDX 1.6 has it, as far as we use it. */
export type Component = {
  type: 'application' | 'library';
  name: string;
  version: string;
  description?: string;
  licenses?: [{ expression: string }];
  hashes?: { alg: 'SHA-512'; content: string }[];
  purl: string;
};

/**
 * The packages of a lockfile that are in the image: those whose folder is there, and those that are `bundled`, by their
 * names, in what browsers fetch. The version, licence and hash are the lockfile's.
 */
export function listNpmComponents(
  packages: Readonly<Record<string, LockedPackage>>,
  isThere: (path: string) => boolean,
  bundled: readonly string[],
): Component[] {
  return Object.entries(packages).flatMap(([path, { version, license, integrity }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const isBundled = path === `node_modules/${name}` && bundled.includes(name);
    if (path === '' || version === undefined || !(isBundled || isThere(path))) return [];
    return {
      type: 'library',
      name,
      version,
      ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
      ...(integrity?.startsWith('sha512-') ? { hashes: [readHash(integrity)] } : {}),
      // A scope is a namespace there, and its "@" is encoded (ECMA-427).
      purl: `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`,
    } satisfies Component;
  });
}

/** Node, and the libraries it was built with: its OpenSSL is not Debian's. `versions` as `process.versions` has them. */
export function listNodeComponents(versions: NodeJS.ProcessVersions): Component[] {
  // Versions of interfaces and of tables, not of libraries.
  const others = new Set(['node', 'modules', 'napi', 'unicode', 'cldr', 'tz']);
  const describe = (name: string, version: string) => ({
    name,
    version,
    purl: `pkg:generic/${name}@${encodeURIComponent(version)}`,
  });
  return [
    { type: 'application', ...describe('node', versions.node) },
    ...Object.entries(versions).flatMap(([name, version]): Component[] =>
      others.has(name) || version === undefined
        ? []
        : [{ type: 'library', ...describe(name, version), description: 'Built into Node.' }],
    ),
  ];
}

/** The lockfile has a hash as Subresource Integrity writes it. */
function readHash(integrity: string): { alg: 'SHA-512'; content: string } {
  const [first = ''] = integrity.slice('sha512-'.length).split(' ');
  return { alg: 'SHA-512', content: Buffer.from(first, 'base64').toString('hex') };
}

// Run while the image is built, with the Node that goes into it: list-npm-components.ts FOLDER BUNDLED.
if (import.meta.main) {
  const [folder = '', bundledFile = ''] = process.argv.slice(2);
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;
  const { packages } = read(join(folder, 'package-lock.json')) as { packages: Record<string, LockedPackage> };
  const isThere = (path: string) => existsSync(join(folder, path, 'package.json'));
  const components = [
    ...listNpmComponents(packages, isThere, read(bundledFile) as string[]),
    ...listNodeComponents(process.versions),
  ];
  process.stdout.write(components.map((component) => `${JSON.stringify(component)}\n`).join(''));
}
