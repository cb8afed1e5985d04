import { findSchemaFaults } from './validate-sbom.ts';

export type Sbom = { components: { name: string; version: string; purl: string; description?: string }[] };

/** What was read of an image, by somebody who may read everything in it. */
export type ImageContents = {
  sbom: Sbom;
  /** Installed packages of Debian: "NAME VERSION". */
  packages: readonly string[];
  /** npm packages that lie there, or are bundled in what browsers fetch: "NAME VERSION". */
  npmPackages: readonly string[];
  /** Paths of files that lend another's rights. */
  lending: readonly string[];
  /** Names of everything that may be run, wherever it lies. */
  programs: readonly string[];
};

/** What fetches, installs, compiles, interprets, mounts or becomes somebody else: no service needs it. */
const unwanted = new Set([
  ...['apt', 'apt-get', 'dpkg', 'dpkg-deb', 'npm', 'npx', 'corepack', 'pip', 'pip3', 'git', 'curl', 'wget'],
  ...[
    'nc',
    'ncat',
    'netcat',
    'socat',
    'telnet',
    'ftp',
    'ssh',
    'scp',
    'sftp',
    'rsync',
    'ip',
    'nft',
    'iptables',
  ],
  ...[
    'gcc',
    'g++',
    'cc',
    'c++',
    'ld',
    'as',
    'make',
    'go',
    'gdb',
    'strace',
    'perl',
    'python3',
    'python',
    'php',
  ],
  ...[
    'ruby',
    'lua',
    'tclsh',
    'jq',
    'openssl',
    'gpg',
    'gpgv',
    'busybox',
    'tar',
    'su',
    'sudo',
    'login',
    'passwd',
  ],
  ...['useradd', 'usermod', 'adduser', 'chsh', 'newgrp', 'mount', 'umount', 'unshare', 'nsenter', 'setpriv'],
  ...['crontab', 'cron', 'systemctl', 'systemd', 'debconf', 'ps', 'top', 'pkill'],
]);
/** The exceptions. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  minio: ['jq'],
  // ssh goes through the carrier by netcat.
  ops: ['nc', 'netcat', 'openssl', 'scp', 'sftp', 'ssh'],
  sandbox: ['openssl'],
};

/** What is wrong with an image, a sentence each. `name` without its registry and tag, such as "app". */
export function findImageFaults(name: string, contents: ImageContents): string[] {
  const { sbom, packages, npmPackages, lending, programs } = contents;
  const listed = (kind: string) =>
    sbom.components
      .filter(({ purl }) => purl.startsWith(`pkg:${kind}/`) && !/[?&]arch=source(?:&|$)/.test(purl))
      .map((component) => `${component.name} ${component.version}`);
  const extra = programs.filter((program) => unwanted.has(program) && !wanted[name]?.includes(program));
  return [
    ...findSchemaFaults(sbom).map((fault) => `the bill is not CycloneDX 1.6: ${fault}`),
    ...compare('Debian package', packages, listed('deb')),
    ...compare('npm package', npmPackages, listed('npm')),
    ...lending.map((path) => `${path} lends another's rights`),
    ...[...new Set(extra)].map((program) => `${program} is there`),
  ].map((fault) => `${name}: ${fault}`);
}

function compare(what: string, there: readonly string[], listed: readonly string[]): string[] {
  const [all, bill] = [new Set(there), new Set(listed)];
  return [
    ...[...all].filter((each) => !bill.has(each)).map((each) => `the bill lacks the ${what} ${each}`),
    ...[...bill]
      .filter((each) => !all.has(each))
      .map((each) => `the bill has the ${what} ${each}, which is not there`),
  ];
}
