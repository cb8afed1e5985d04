import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';
import { answeringCommands, fakeAnswer, fakeError } from './fake-answers.ts';

/** The answers of the product that bash reads, under the command's name; and those that a fault makes. */
const fakeAnswers = (): Record<string, string> => ({
  ...Object.fromEntries(answeringCommands.map((name) => [name, fakeAnswer(name)])),
  'restore-backup.lost': fakeAnswer('restore-backup', { missing: ['ab', 'cd'] }),
  'restore-backup.full': fakeError({ error: 'The disk became full.', exitCode: 1 }),
  'verify-restored.damage': fakeAnswer('verify-restored', { faults: ['The object 12 is missing.'] }),
});

/** What stands there before, and what the set brings: the version file says on which of them a service would start. */
const parts = ['postgres/PG_VERSION', 'redis/appendonly', 'minio/object', 'secrets/key', 'tls/server.key'];
const filesOnlyInBackup = ['manifest.json', 'objects.tsv', 'config/extra-ca.pem'];

/**
 * Stands for the Docker engine. It notes what it is asked and on which data, brings "the set", and lets the restored front door be
 * what FAULT says: one that "ends" by itself, that "loads" for a while, that is "never" healthy, or that is waited for "long". With
 * "scanner" it is only what starts after the front door that is not healthy, with "behind" what starts before it is waited for;
 * "damage", "lost", "full" and "slow" are faults of the set's coming back. A command of the product answers what the file of its name
 * holds. With "foreign" one of the images is not ours.
 */
const engine = `#!/bin/bash
data=$FAKE/data
standing=$(cat "$data/postgres/PG_VERSION" 2>/dev/null)
printf '%s | %s\\n' "$standing" "$*" >>"$FAKE/calls"
door=
[[ $standing != new || " $* " != *' up '*' nginx '* ]] || door=$FAULT
[[ $FAULT != scanner || $standing != new || " $* " != *' up '*' --wait-timeout '+([0-9])' ' ]] || door=never
[[ $FAULT != behind || $standing != new || " $* " != *' up '*' worker '* ]] || door=long
line=$*
command=\${line#* dist/ops/main.js }
command=\${command%% *}
answer=$FAKE/answers/$command
[[ ! -e $answer.$FAULT ]] || answer=$answer.$FAULT
case " $* " in
  *' restore-backup '*)
    [[ $FAULT != full ]] || { cat "$answer"; echo 'FAILED: The disk became full.' >&2; exit 1; }
    [[ $FAULT != slow ]] || sleep 60
    for each in "$@"; do [[ $each != *,target=/into ]] || into=\${each#*source=}; done
    cp -a "$FAKE/set" "\${into%,target=/into}/set"
    cat "$answer"
    ;;
  *' list-backups '*)
    [[ $FAULT != full ]] || { echo 'REFUSED: The key does not open this repository.' >&2; exit 3; }
    echo '{"snapshots":[],"away":[],"proofsUnknown":"The appliance does not run."}'
    ;;
  *' config --images '*) printf '%s\\n' strongroom/app:0 $([[ $FAULT != foreign ]] || echo elsewhere/other:1) ;;
  *' --entrypoint cat strongroom/app:0 '*) cat "$FAKE/answers/sbom" ;;
  *' --entrypoint cat '*) echo 'cat: no such file' >&2; exit 1 ;;
  *' ps --quiet '*'compose.service='*) [[ $FAULT != runs ]] || echo 1234 ;;
  *' verify-restored '*)
    cat "$answer"
    [[ $FAULT != damage ]] || exit 1
    ;;
  *' dist/ops/main.js '*) if [[ -f $answer ]]; then cat "$answer"; else echo '{}'; fi ;;
  *'/verify-export.js '*) cat >/dev/null; echo 'The export is whole.' ;;
  *'/access-probe/main.js '*) echo '{"leaks":[]}' ;;
  # It ended before as well, long ago: only what it does now counts.
  *' inspect '*) echo "1234 $([[ $FAULT == ends ]] && grep -q '^new .* up .* nginx' "$FAKE/calls" && echo 29 || echo 20) nginx" ;;
  *' ps --all --quiet '*) echo 1234 ;;
  *' compose '*' ps '*) if [[ $FAULT == runs ]]; then echo 'ops running healthy'; elif [[ $standing == new ]]; then echo "nginx running $([[ $FAULT == loads ]] && echo starting || echo unhealthy)"; fi ;;
  *' logs '*) echo 'nginx: cannot load certificate' ;;
  *' up '*)
    [[ $door != long ]] || sleep 60
    [[ $door != loads || $(grep -c '^new .* up .* nginx' "$FAKE/calls") -ge 3 ]] || exit 1
    [[ $door != ends && $door != never ]] || exit 1
    ;;
esac
`;

function write(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const all = (names: readonly string[], text: string) => Object.fromEntries(names.map((name) => [name, text]));

/** A stopped appliance with a set to bring back, on an engine that does nothing; `strongroom` is the real one. */
export function fakeAppliance(name: string) {
  const project = `strongroom-test-${process.pid}-${name}`;
  const folder = mkdtempSync(join(tmpdir(), `${project}-`));
  const data = join(folder, 'data');
  write(data, all(parts, 'old'));
  const settings = `STRONGROOM_VERSION=0\nSTRONGROOM_REPOSITORY=/repository\nSTRONGROOM_REPOSITORY_PATH=${folder}\n`;
  write(data, { 'config/settings.env': settings, 'config/installed': 'then', 'secrets/repository_key': 'k' });
  write(join(folder, 'set'), all([...parts, ...filesOnlyInBackup, 'secrets/repository_key'], 'new'));
  write(folder, { 'bin/docker': engine, calls: '' });
  for (const [name, text] of Object.entries(fakeAnswers())) write(folder, { [`answers/${name}`]: text });
  chmodSync(join(folder, 'bin/docker'), 0o755);

  const program = join(rootDir, 'ops/strongroom');
  const textCommand = (args: readonly string[]) => [...args, '--data-dir', data, '--project', project];
  const command = (args: readonly string[]) => textCommand([...args, '--json']);
  const env = (fault: string, more: Record<string, string> = {}) => ({
    ...{ ...process.env, ...more, FAKE: folder, FAULT: fault },
    PATH: `${join(folder, 'bin')}:${more['PATH'] ?? process.env['PATH'] ?? ''}`,
  });
  const strongroom = (args: readonly string[], fault = 'none', more: Record<string, string> = {}) =>
    tryRun(program, command(args), { env: env(fault, more) });
  return {
    data,
    strongroom,
    /** As a person reads it, without --json. */
    strongroomText: (args: readonly string[], fault = 'none') =>
      tryRun(program, textCommand(args), { env: env(fault) }),
    /** Runs a script beside its engine. */
    bash: (script: string, args: readonly string[]) =>
      tryRun('bash', ['-c', script, 'bash', rootDir, ...args], { env: env('none') }),
    folder,
    lose: (name: string) => rmSync(join(data, name)),
    make: (name: string) => write(folder, { [name]: '' }),
    /** Lets a command of the product answer this. */
    answer: (name: string, text: string) => write(folder, { [`answers/${name}`]: text }),
    /** Adds a line to one of its files. */
    add: (name: string, text: string) => appendFileSync(join(data, name), text),
    everyPart: (text: string) => parts.map(() => text),
    standsOn: () => parts.map((part) => readFileSync(join(data, part), 'utf8')),
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n'),
    brought: () =>
      readdirSync(data).filter((entry) => entry.startsWith('restore-') && !entry.includes('report')),
    restore: async (fault: string, more: Record<string, string> = {}) => {
      const ran = await strongroom(['restore', 'latest', '--yes'], fault, more);
      const { error = '' } = JSON.parse(ran.stdout) as { error?: string };
      return { ...ran, error };
    },
    /** One that can be sent a signal: itself, or with all that it started. */
    begin: (args: readonly string[], fault: string) => {
      const child = spawn(program, command(args), { env: env(fault), detached: true, stdio: 'ignore' });
      const ended = once(child, 'exit');
      return {
        signal: async (signal: NodeJS.Signals, whom: 'itself' | 'all') => {
          if (child.pid !== undefined) process.kill(whom === 'all' ? -child.pid : child.pid, signal);
          await ended;
        },
        /** Sends it to all again and again until it has ended, as a shell in between repeats it to its jobs. */
        repeatSignal: async (signal: NodeJS.Signals) => {
          const timer = setInterval(() => {
            try {
              if (child.pid !== undefined) process.kill(-child.pid, signal);
            } catch {
              // It has ended, and that is not known here yet.
            }
          }, 1);
          await ended;
          clearInterval(timer);
        },
        /** Whatever it started and left behind. */
        clear: () => {
          try {
            if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
          } catch {
            // Nothing is left.
          }
        },
      };
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(`/run/strongroom-${project}.lock`, { force: true });
    },
  };
}

export type FakeAppliance = ReturnType<typeof fakeAppliance>;
