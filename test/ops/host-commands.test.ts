import assert from 'node:assert/strict';
import { join } from 'node:path';
import { listHostCommands } from '../../ops/cli/list-host-commands.ts';
import { rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

const commands = listHostCommands();

/** What a command needs to be typed whole, where its example would not do here. */
const typed: Partial<Record<string, (house: FakeAppliance) => string[]>> = {
  restore: () => ['latest', '--yes'],
  'read-only': () => [],
  export: (house) => [join(house.folder, 'exported')],
  'verify-audit': (house) => [join(house.folder, 'calls')],
  'restore-matter': () => ['1'],
  'wall-proof': () => ['a@firm.example', '1'],
  'create-administrator': () => ['a@firm.example'],
  'people reset-password': () => ['a@firm.example'],
  'recovery-key check': (house) => ['--recovery-key-file', join(house.folder, 'calls')],
  'recovery-key sheet': (house) => ['--recovery-key-file', join(house.folder, 'calls')],
  'recovery-key rotate': (house) => ['--recovery-key-file', join(house.folder, 'calls')],
};

describe('every command that people type', function () {
  this.timeout(60_000);
  let house: FakeAppliance;
  const run = (args: readonly string[], fault?: string) => house.strongroom(args, fault);
  /** As a person types it, without the flags that a test adds. */
  const plain = (args: readonly string[]) => tryRun(join(rootDir, 'ops/strongroom'), args);
  beforeEach(() => (house = fakeAppliance('commands')));
  afterEach(() => house.remove());

  it('is in the help, which needs nothing', async () => {
    const ran = await plain([]);
    assert.equal(ran.code, 0);
    for (const { name, summary } of commands) {
      assert.match(ran.stdout, new RegExp(`^  ${name}\\b`, 'm'));
      assert.ok(ran.stdout.replaceAll(/\n {20,}/g, ' ').includes(summary), name);
    }
    for (const args of [['help'], ['--help'], ['-h']]) assert.deepEqual(await plain(args), ran);
  });

  for (const { name, example, json } of commands) {
    const words = name.split(' ');
    const given = () => [...words, ...(typed[name]?.(house) ?? [])];

    it(`strongroom ${name}: its help, an unknown flag, and one object with --json`, async () => {
      const help = await plain(['help', ...words]);
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`^Usage: strongroom ${name}\\b`));
      assert.ok(help.stdout.includes(`Example: ${example}`));
      assert.deepEqual(await plain([...words, '--help']), help);

      const unknown = await plain([...words, '--projekt', 'x']);
      assert.equal(unknown.code, 2);
      assert.match(unknown.stderr, /There is no flag --projekt\. Did you mean --project\?/);
      assert.deepEqual(house.calls(), ['']);

      if (json === false) {
        assert.equal((await plain([...words, '--json'])).code, 2);
        return;
      }
      const ran = await run(given(), 'runs');
      const lines = ran.stdout.trimEnd().split('\n');
      assert.equal(lines.length, 1, ran.stdout + ran.stderr);
      assert.equal(typeof JSON.parse(lines[0] ?? ''), 'object');
    });
  }

  it('names what was meant: a command, a family of commands, a value', async () => {
    for (const [args, sentence] of [
      [['restor', 'latest'], /There is no command "restor"\. Did you mean "restore"\?/],
      [['recovery-key'], /There is: strongroom recovery-key check, .*sheet, .*rotate/],
      [['people', 'reset'], /There is: strongroom people reset-password/],
      [['rehearse', '--target', 'moon'], /--target is one of: near, far, next\./],
      [['rehearse', '--target'], /--target needs a value/],
      [['export', '--matter', '', '/x'], /--matter needs a value/],
      [['export', '--matter=', '/x'], /--matter needs a value/],
      [['verify-audit', '/x', '--head', '1:a', '--head=2:b'], /--head is there twice/],
      [['stop', '--yes=no'], /--yes takes no value/],
      [['stop', 'now'], /does not know what to do with "now"/],
      [['create-administrator'], /needs EMAIL, for example: /],
      [['stop', '--$(touch x)'], /There is no flag/],
      [['$(touch x)'], /There is no command/],
    ] as const) {
      const ran = await plain(args);
      assert.equal(ran.code, 2, args.join(' '));
      assert.match(ran.stderr, sentence);
    }
  });

  it('passes words and flags on to the product, wherever they stand', async () => {
    for (const args of [
      ['restore-matter', '2026 1', '--target', 'far', '--document=ab'],
      ['--target', 'far', 'restore-matter', '--document', 'ab', '2026 1'],
    ]) {
      assert.equal((await run(args, 'runs')).code, 0);
      assert.match(
        house.calls().at(-1) ?? '',
        /main\.js restore-matter 2026 1 --target far --document ab --json$/,
      );
    }
  });

  it('says in which image a component is, by its name and its source, and of which image nothing is known', async () => {
    const url = 'pkg:deb/debian/libssl3t64@3.5.9-1?arch=amd64&upstream=openssl%403.5.9-1&distro=debian-13';
    const components = [
      { name: 'libssl3t64', version: '3.5.9-1', purl: url },
      {
        name: 'openssl',
        version: '3.5.8',
        purl: 'pkg:generic/openssl@3.5.8',
        description: 'Built into Node.',
      },
      { name: 'zod', version: '4.6.7', purl: 'pkg:npm/zod@4.6.7' },
    ];
    house.answer('sbom', JSON.stringify({ bomFormat: 'CycloneDX', components }));
    const found = await house.strongroomText(['components', 'OpenSSL']);
    assert.equal(found.code, 0, found.stderr);
    assert.deepEqual(
      found.stdout
        .trim()
        .split(/ *\n/)
        .map((line) => line.split(/  +/)),
      [
        ['strongroom/app:0', 'libssl3t64', '3.5.9-1'],
        ['strongroom/app:0', 'openssl', '3.5.8', '(Built into Node.)'],
      ],
    );
    const none = await house.strongroomText(['components', 'debian']);
    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.match(none.stderr, /No image has a component whose name holds "debian"\./);
    const partly = await house.strongroom(['components', 'zod'], 'foreign');
    assert.equal(partly.code, 1);
    assert.match(partly.stderr, /What is in elsewhere\/other:1 is not known/);
    assert.deepEqual(JSON.parse(partly.stdout), {
      images: [
        { image: 'elsewhere/other:1', sbom: null },
        { image: 'strongroom/app:0', sbom: { bomFormat: 'CycloneDX', components: components.slice(2) } },
      ],
    });
  });

  it('says in one sentence that jq is missing, and what to type', async () => {
    const bin = join(house.folder, 'bin');
    const needed = ['bash', 'dirname', 'readlink', 'rm', 'date', 'sed', 'head'];
    await tryRun('bash', [
      '-c',
      `for each in ${needed.join(' ')}; do ln -s "$(command -v $each)" "$1"; done`,
      'link',
      bin,
    ]);
    const ran = await house.strongroom(['status'], 'none', { PATH: bin });
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stderr, /REFUSED: The program jq is missing, .*Type: apt-get install jq/);
  });
});
