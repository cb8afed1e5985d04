import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { imageVersion } from '../paths.ts';
import { run, runAtExit, tryRun } from '../run-program.ts';

export type ReaderImage = 'tools' | 'sandbox';

/** A program that is not ours, and reads a file in a container without a network. */
export type IndependentReader = {
  name: string;
  image: ReaderImage;
  /** The file names that it is asked about. */
  reads: RegExp;
  /** For bash; "$1" is the file, the folder it runs in is empty. What it prints is the reading. */
  script: string;
  /** Makes text of what was printed, where that is markup. */
  toText?: (printed: string) => string;
  /** True for a reader that prints what it does not understand: its words need a witness. */
  isNoisy?: boolean;
};

/** Where independent readers run: one container an image, from the first question to `stop`. */
export class ReaderContainers {
  readonly #folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-readers-`));
  readonly #ids = new Map<ReaderImage, Promise<string>>();
  #files = 0;

  constructor() {
    // The programs run as nobody.
    chmodSync(this.#folder, 0o755);
  }

  /**
   * What a reader prints about a file; empty when it cannot read it.
   * @throws Error when it takes more than two minutes: this machine is too busy to measure anything
   */
  async read(reader: IndependentReader, filename: string, content: Uint8Array): Promise<string> {
    this.#files += 1;
    const name = `${String(this.#files)}${extname(filename).toLowerCase()}`;
    const file = join(this.#folder, name);
    writeFileSync(file, content, { mode: 0o644 });
    this.#ids.set(reader.image, this.#ids.get(reader.image) ?? this.#start(reader.image));
    const id = (await this.#ids.get(reader.image)) ?? '';
    const work = `cd "$(mktemp -d)" && timeout 120 bash -c "$0" - "$1"; code=$?; rm -rf "$PWD"; exit $code`;
    const ran = await tryRun('docker', ['exec', id, 'bash', '-c', work, reader.script, `/in/${name}`], {
      timeoutMs: 180_000,
    });
    rmSync(file);
    // What read nothing in time would look like what has nothing to read.
    if (ran.code === 124)
      throw new Error(
        `${reader.name} took more than two minutes for ${filename}. Measure again when this machine does less.`,
      );
    return reader.toText ? reader.toText(ran.stdout) : ran.stdout;
  }

  /** Removes the containers and the files. */
  async stop(): Promise<void> {
    for (const id of this.#ids.values()) await run('docker', ['rm', '--force', await id]);
    this.#ids.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(image: ReaderImage): Promise<string> {
    const started = await run('docker', [
      ...['run', '--detach', '--rm', '--network', 'none', '--memory', '2g', '--cap-drop', 'ALL'],
      ...['--read-only', '--tmpfs', '/tmp:exec,size=1g', '--env', 'HOME=/tmp', '--workdir', '/tmp'],
      ...[
        '--volume',
        `${this.#folder}:/in:ro`,
        '--label',
        `strongroom.test=${process.pid}`,
        '--user',
        '65534',
      ],
      ...['--entrypoint', 'sleep', `strongroom/${image}:${imageVersion}`, 'infinity'],
    ]);
    const id = started.trim();
    process.once('exit', () => runAtExit('docker', ['rm', '--force', id]));
    return id;
  }
}
