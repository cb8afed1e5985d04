import assert from 'node:assert/strict';
import type { RunResult } from '../../support/run-program.ts';
import { lastLine, runParts } from '../../support/run-parts.ts';

/** True once only, however many processes ask. */
const once = `
  const { existsSync, rmSync, writeFileSync } = require('node:fs');
  const once = (name) => !existsSync(__dirname + '/' + name) && (writeFileSync(__dirname + '/' + name, ''), true);
  const fail = () => { throw new Error('planted'); };
`;

/** Mocha tests that end as their name says. */
const files: Record<string, string> = {
  'passes.cjs': "it('passes', () => {});",
  // Step two needs step one in the same process, as in most files here.
  'flaky.cjs': `${once}
    describe('a story', () => {
      let begun = false;
      it('begins', () => { begun = true; });
      it('goes on', () => { if (!begun || once('flaky')) fail(); });
    });`,
  'red.cjs': `${once} describe('a fault', () => { it('is there', fail); it('is alone', () => {}); });`,
  'hook.cjs': `${once}
    describe('a room', () => {
      before('opens', () => { if (once('hook')) fail(); });
      it('is used', () => {});
    });`,
  'other.cjs': `${once}
    it('is red at first', () => { if (once('first')) fail(); else writeFileSync(__dirname + '/second', ''); });
    it('is red when it is repeated', () => { if (existsSync(__dirname + '/second')) fail(); });`,
  'gone.cjs': `${once}
    it(once('gone') ? 'has this name at first' : 'has another name', function () { if (this.test.title.endsWith('first')) fail(); });`,
  'exits.cjs': "it('passes', () => {}); it('exits', () => process.exit(0)); it('never runs', () => {});",
  'dies.cjs': "it('passes', () => {}); it('dies', () => process.kill(process.pid, 'SIGKILL')).timeout(0);",
  'hangs.cjs':
    "it('passes', () => {}); it('hangs', () => new Promise(() => setInterval(() => {}, 1000))).timeout(0);",
  'unrecorded.cjs': `${once} it('passes', () => {}); it('passes, too', () => rmSync(process.env.MOCHA_RECORD));`,
  'wordless.cjs': `${once} it('passes', () => {}); after(() => rmSync(process.env.MOCHA_RECORD));`,
  'unreadable.cjs': 'describe(',
  'empty.cjs': '',
  'again.cjs': `${once} it('is red at first', () => { if (once('again')) fail(); });`,
};

const twice = (...names: string[]) =>
  `run_tests_twice ${names[0]} ${names.map((name) => `"$PLANTED/${name}.cjs"`).join(' ')}`;

describe('a test that needs containers and time', function repeated() {
  this.timeout(120_000);
  let ran: RunResult;
  const counted = (part: string) => new RegExp(`^-- ${part}: (.*), \\d+ s$`, 'm').exec(ran.stdout)?.[1];
  const why = (part: string) => new RegExp(`^RED ${part}: (.*)$`, 'm').exec(ran.stdout)?.[1] ?? '';
  const flaky = () => [...ran.stdout.matchAll(/^FLAKY (.*)$/gm)].map((match) => match[1]);

  before(async () => {
    ran = await runParts({
      files,
      first: `
        nap() { sleep 5; }; begin_early killed nap; kill -9 "\${EARLY_PID[killed]}"; begin_early hangs part_hangs
        begin_early slow part_slow; begin_early behind part_behind slow`,
      parts: {
        passes: twice('passes'),
        flaky: twice('flaky', 'passes'),
        red: twice('red', 'passes'),
        hook: twice('hook'),
        other: twice('other'),
        gone: twice('gone'),
        exits: twice('exits'),
        dies: twice('dies'),
        unrecorded: twice('unrecorded'),
        wordless: twice('wordless'),
        unreadable: twice('unreadable'),
        empty: twice('empty'),
        killed: 'true',
        slow: 'sleep 2; touch "$PLANTED/slow"',
        behind: '[[ -e $PLANTED/slow ]]',
        direct: 'node_modules/.bin/mocha "$PLANTED/passes.cjs"',
        unit: 'run_tests unit "$PLANTED/again.cjs"',
        check: 'check_twice check test -e "$PLANTED/never"',
        late: `check_twice late bash -c '[[ -e $PLANTED/late ]] || { touch "$PLANTED/late"; false; }'`,
        // It began early, and is the last that is waited for.
        hangs: `local PART_SECONDS=10; ${twice('hangs')}`,
      },
    });
  });

  it('is not repeated when it passes', () => {
    assert.equal(counted('passes'), '1 passed, 0 failed');
    assert.doesNotMatch(ran.stdout, /^-- passes: repeats/m);
  });

  it('is repeated with its whole file and nothing else, and told when it passes only then', () => {
    assert.match(ran.stdout, /^-- flaky: repeats once what was red: \S+\/flaky\.cjs$/m);
    assert.equal(counted('flaky'), '3 passed, 0 failed');
    assert.ok(flaky().includes('flaky: a story goes on'));
  });

  it('has failed when it is red twice', () => {
    assert.equal(counted('red'), '2 passed, 1 failed');
    assert.ok(!flaky().includes('red: a fault is there'));
  });

  it('is repeated when a hook failed', () => {
    assert.equal(counted('hook'), '1 passed, 0 failed');
    assert.ok(flaky().includes('hook: a room "before all" hook: opens for "is used"'), flaky().join('\n'));
  });

  it('has failed when another one of its file is red in the repeat', () => {
    assert.equal(counted('other'), '1 passed, 1 failed');
  });

  it('has failed when the repeat did not come to it', () => {
    assert.equal(counted('gone'), '1 passed, 1 failed');
    assert.match(why('gone'), /"has this name at first" was red and did not run when it was repeated/);
  });

  for (const [part, sentence] of [
    ['exits', /mocha died with code 0, after 1 of 3 tests/],
    ['dies', /mocha was killed: .*, after 1 of 2 tests/],
    ['hangs', /mocha was ended because it took too long, after 1 of 2 tests/],
    ['unrecorded', /left no record of its tests/],
    ['wordless', /left no record of its tests/],
    ['unreadable', /mocha ended with code 1 and left no record of its tests/],
    ['empty', /mocha found no test to run/],
    ['direct', /mocha ran and left no verdict/],
  ] as const) {
    it(`makes the part red where mocha ${part}`, () => {
      assert.match(counted(part) ?? '', /, 1 failed$/);
      assert.match(why(part), sentence);
      assert.doesNotMatch(ran.stdout, new RegExp(`^-- ${part}: repeats`, 'm'));
    });
  }

  it('makes the part red when the process that ran it early was killed', () => {
    assert.equal(counted('killed'), '0 passed, 1 failed');
  });

  it('begins behind another part where it is told so', () => {
    assert.equal(counted('behind'), '1 passed, 0 failed');
  });

  it('is not repeated in part unit', () => {
    assert.equal(counted('unit'), '0 passed, 1 failed');
    assert.doesNotMatch(ran.stdout, /^-- unit: repeats/m);
  });

  it('is repeated where it is no test of mocha but a check', () => {
    assert.equal(counted('check'), '0 passed, 1 failed');
    assert.equal(counted('late'), '1 passed, 0 failed');
    assert.ok(flaky().some((name) => name?.startsWith('late: bash -c')));
  });

  it('shows at the end how it failed at first', () => {
    const end = ran.stdout.slice(ran.stdout.indexOf('-- late: 1 passed'));
    assert.match(
      end,
      /== flaky, what failed at first\n  1 failing\n\n  1\) a story\n       goes on:\n     Error: planted/,
    );
  });
});

describe('what passes only when it is repeated', function flaky() {
  this.timeout(60_000);
  const fails = (name: string) => `it('${name}', () => { if (once('${name}')) fail(); });`;
  const parts = { one: twice('one'), two: twice('two') };

  it('is named in the last lines of a run that is green', async () => {
    const planted = { 'one.cjs': once + fails('a') + fails('b'), 'two.cjs': once + fails('c') };
    const ran = await runParts({ files: planted, parts });
    assert.equal(ran.code, 0);
    assert.match(
      ran.stdout,
      /\nFLAKY one: a\nFLAKY one: b\nFLAKY two: c\n3 passed only when repeated; more than 3 make the run red\.\nwhole run: .*\n3 passed, 0 failed\n$/,
    );
  });

  it('makes the run red when it is more than three', async () => {
    const planted = { 'one.cjs': once + fails('a') + fails('b'), 'two.cjs': once + fails('c') + fails('d') };
    const ran = await runParts({ files: planted, parts });
    assert.equal(ran.code, 1);
    assert.match(ran.stdout, /^RED: 4 passed only when repeated, and more than 3 make the run red\.$/m);
    assert.equal(lastLine(ran), '4 passed, 1 failed');
  });

  it('is not asked for when so many files are red that the run is red either way', async () => {
    const names = ['one', 'b', 'c', 'd'];
    const planted = Object.fromEntries(names.map((name) => [`${name}.cjs`, once + fails(name)]));
    const ran = await runParts({ files: planted, parts: { one: twice(...names) } });
    assert.deepEqual([ran.code, lastLine(ran)], [1, '0 passed, 4 failed']);
  });
});
