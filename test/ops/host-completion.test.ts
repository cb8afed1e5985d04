import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';

/** The last step of install.sh but one, with folders of our own in the place of the machine's. */
const harness = `
set -euo pipefail
SOURCE_DIR=$1 INSTALL_DIR=$1/ops/install DATA_DIR=$2/data PROJECT=room-test
. "$INSTALL_DIR/report.sh"
. "$INSTALL_DIR/run-steps.sh"
HOST_COMMAND_FOLDER=$2/bin COMPLETION_FOLDERS=("$2/absent" "$2/completions")
install_host_command
printf '%s' "\${CHANGES[*]:-}"
`;
/** What bash offers for a line that was begun. */
const complete = `
. "$1"
COMP_WORDS=("\${@:2}") COMP_CWORD=$(($# - 2))
_strongroom room-test "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "\${COMPREPLY[@]}"
`;

describe('the completion that is installed beside the command', () => {
  let folder: string;
  const install = () => tryRun('bash', ['-c', harness, 'bash', rootDir, folder]);
  const offered = async (...words: string[]) => {
    const file = join(folder, 'completions/room-test');
    const ran = await tryRun('bash', ['-c', complete, 'bash', file, 'room-test', ...words]);
    return ran.stdout.trim().split('\n');
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-completion-`));
    mkdirSync(join(folder, 'bin'));
    mkdirSync(join(folder, 'completions'));
    // The release that runs is this checkout.
    mkdirSync(join(folder, 'data/releases'), { recursive: true });
    symlinkSync(rootDir, join(folder, 'data/releases/current'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is written where bash looks for it, and not again when it is there', async () => {
    assert.equal((await install()).stdout, 'host command');
    assert.match(
      readFileSync(join(folder, 'bin/room-test'), 'utf8'),
      /exec \S+\/data\/releases\/current\/ops\/strongroom --data-dir \S+\/data /,
    );
    assert.equal(statSync(join(folder, 'bin/room-test')).mode & 0o777, 0o755);
    assert.equal((await install()).stdout, '');
    chmodSync(join(folder, 'bin/room-test'), 0o755);
  });

  it('offers commands, the second word, flags and their values', async () => {
    assert.deepEqual(await offered('reh'), ['rehearse', 'rehearsals']);
    assert.deepEqual(await offered('recovery-key', ''), ['check', 'sheet', 'rotate']);
    assert.deepEqual(await offered('restore', 'latest', '--w'), ['--without-damaged']);
    assert.deepEqual(await offered('snapshots', '--target', 'f'), ['far']);
    assert.deepEqual(await offered('--data-dir', '/data', 'sto'), ['stop']);
    assert.deepEqual(await offered('help', 'dum'), ['dump']);
    assert.deepEqual(await offered('stop', '--follow'), ['']);
  });
});
