import { run } from '../run-program.ts';
import type { ImageContents, Sbom } from './judge-image.ts';

/** What is asked inside the image, by root; a form feed stands between the answers. */
const questions = [
  'cat /usr/share/strongroom/sbom.cdx.json',
  'cat /var/lib/dpkg/status',
  'find / -xdev -type f -perm /6000',
  String.raw`find / -xdev -xtype f -perm /111 -printf '%f\n'`,
  // Fonts, and what draws PDFs, are in folders of the product, at the versions that it was built with.
  'cat /opt/strongroom/dist/server/bundled-packages.json 2>/dev/null || echo "[]"',
  String.raw`find /opt/strongroom -regextype posix-extended -regex '.*/node_modules/(@[^/]+/)?[^@/][^/]*/package.json' -exec cat {} \; -exec printf '\f' \; 2>/dev/null || true`,
];

/** Reads what an image holds, in a container of it without a network. `versionOf` a package that is bundled. */
export async function readImage(image: string, versionOf: (name: string) => string): Promise<ImageContents> {
  const script = `set -e; ${questions.join(String.raw`; printf '\f'; `)}`;
  const printed = await run('docker', [
    ...['run', '--rm', '--network', 'none', '--user', '0', '--label', `strongroom.test=${process.pid}`],
    ...['--entrypoint', 'bash', image, '-c', script],
  ]);
  const [sbom = '', status = '', lending = '', programs = '', bundled = '[]', ...manifests] =
    printed.split('\f');
  return {
    sbom: JSON.parse(sbom) as Sbom,
    packages: readDpkgStatus(status),
    npmPackages: [
      ...manifests.filter((text) => text.trim() !== '').map(readManifest),
      ...(JSON.parse(bundled) as string[]).map((name) => `${name} ${versionOf(name)}`),
    ],
    lending: lending.split('\n').filter(Boolean),
    programs: programs.split('\n').filter(Boolean),
  };
}

/** dpkg's own list: paragraphs of fields (deb822). */
function readDpkgStatus(status: string): string[] {
  return status
    .split('\n\n')
    .map((paragraph) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
      return field('Status') === 'install ok installed' ? `${field('Package')} ${field('Version')}` : '';
    })
    .filter(Boolean);
}

function readManifest(text: string): string {
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
}
