import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commonFlags } from '../../ops/cli/command-spec.ts';
import { hostCommands } from '../../ops/cli/host-commands.ts';
import { productCommands } from '../../ops/cli/product-commands.ts';
import { pageRoutes, routes } from '../../server/features.ts';
import { listServices, readCompose } from './read-compose.ts';
import { rootDir } from './paths.ts';

const services = [
  ...listServices(readCompose('docker-compose.prod.yml')),
  ...listServices(readCompose('docker-compose.monitoring.yml')),
];
/** Programs of the machine that a text may have somebody type. */
const programs = ['strongroom', './install.sh', 'docker', 'du', 'df', 'dmesg', 'install', 'mkfs.ext4'];
const addresses = new Set([...routes, ...pageRoutes].map(({ path }) => path));
/** Not pages: folders of the machine, and what the server answers beside its routes. */
const otherPaths = ['/dev/', '/var/', '/etc/', '/mnt/', '/health', '/run/', '/usr/'];
type Command = { runs: { script: string } | { product: keyof typeof productCommands }; flags?: object };

/**
 * Says what a text for people names that does not exist: commands, their flags, services, pages, files. `folder` is where
 * links of the text begin.
 */
export function findTextFaults(text: string, folder = ''): string[] {
  return [
    ...findCommandFaults(text),
    ...findServiceFaults(text),
    ...findProgramFaults(text),
    ...findPageFaults(text),
    ...findFileFaults(text, folder),
  ];
}

function findCommandFaults(text: string): string[] {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  return [...oneLine.matchAll(/\bstrongroom ([a-z][a-z-]*)((?: +[^\s`,;()]+)*)/g)].flatMap(
    ([, first = '', rest = '']) => {
      const words = rest.trim().split(/\s+/);
      const name = [`${first} ${words[0] ?? ''}`, first].find((one) => Object.hasOwn(hostCommands, one));
      if (first === 'help') return [];
      if (name === undefined) return [`there is no command strongroom ${first}`];
      const command: Command = hostCommands[name as keyof typeof hostCommands];
      const lent: Pick<Command, 'flags' | 'runs'> = {
        runs: command.runs,
        ...('product' in command.runs ? productCommands[command.runs.product] : {}),
      };
      const flags = { ...commonFlags, ...lent.flags, ...command.flags };
      return [...rest.matchAll(/ --([a-z-]+)/g)]
        .filter(([, flag = '']) => !Object.hasOwn(flags, flag))
        .map(([, flag = '']) => `strongroom ${name} takes no --${flag}`);
    },
  );
}

function findServiceFaults(text: string): string[] {
  const named = [
    ...text.matchAll(/strongroom logs ([a-z][a-z0-9-]*)/g),
    ...text.matchAll(/docker (?:restart|exec(?: -it)?|logs) strongroom-([a-z-]+?)-1\b/g),
  ];
  return named
    .filter(([, service = '']) => !services.includes(service))
    .map(([, service = '']) => `there is no service ${service}`);
}

function findProgramFaults(text: string): string[] {
  const typed = [...text.matchAll(/(?:[Tt]ype:|, then type:|^Then type) `?([\w./-]+)/gm)];
  return typed
    .filter(([, program = '']) => !programs.includes(program))
    .map(([, program = '']) => `nobody has the program ${program}`);
}

function findPageFaults(text: string): string[] {
  return [...text.matchAll(/(?<=[\s`(])\/[a-z][\w/:-]*/g)]
    .map(([path]) => path.replace(/:$/, ''))
    .filter((path) => !otherPaths.some((other) => `${path}/`.startsWith(other)))
    .filter((path) => !addresses.has(path))
    .map((path) => `there is no page ${path}`);
}

function findFileFaults(text: string, folder: string): string[] {
  const files = [
    ...[...text.matchAll(/\bdocs\/[\w/-]+\.md/g)].map(([path]) => path),
    ...[...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => join(folder, path)),
  ];
  return files.filter((path) => !existsSync(join(rootDir, path))).map((path) => `there is no file ${path}`);
}
