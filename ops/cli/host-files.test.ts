import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rootDir } from '../../test/support/paths.ts';
import {
  buildCommandTables,
  buildCompletion,
  buildHelpTexts,
  replaceCommandTable,
} from './build-host-files.ts';
import { listHostCommands } from './list-host-commands.ts';
import { productCommands } from './product-commands.ts';

const read = (path: string) => readFileSync(join(rootDir, path), 'utf8');
const outdated = 'differs from the registry of commands. Type: npm run commands';

describe('the registry of commands', () => {
  it('has the files that are generated from it as it would generate them', () => {
    const page = read('docs/operate.md');
    for (const [path, text] of [
      ['ops/host/commands.generated.sh', buildCommandTables()],
      ['ops/host/completion.generated.bash', buildCompletion()],
      ['docs/operate.md', replaceCommandTable(page)],
      ...buildHelpTexts(),
    ] as const)
      assert.ok(read(path) === text, `${path} ${outdated}`);
    const written = buildHelpTexts().map(([path]) => basename(path));
    assert.deepEqual(readdirSync(join(rootDir, 'ops/host/help')).toSorted(), written.toSorted());
    assert.equal(new Set(written).size, written.length);
  });

  it('writes each summary as one or two short sentences, for every command and flag', () => {
    const hosts = listHostCommands();
    const described = [...hosts, ...Object.values(productCommands)].flatMap((command) => {
      const { flags = {}, words = [] } = command as Partial<(typeof hosts)[number]>;
      return [
        command.summary,
        ...Object.values(flags).map(({ summary }) => summary),
        ...words.map((word) => word.summary),
      ];
    });
    for (const text of described) {
      assert.match(text, /^["A-Z].*\.$/, text);
      for (const sentence of text.split(/(?<=\.) /)) assert.ok(sentence.split(' ').length < 25, sentence);
    }
  });

  it('lets no flag of the product be a switch, and no flag of the host be both', () => {
    const product = Object.values(productCommands).flatMap((spec) =>
      Object.values('flags' in spec ? spec.flags : {}),
    );
    assert.ok(product.length > 20 && product.every(({ value }) => value !== undefined));
    const kinds = new Map<string, boolean>();
    for (const { flags } of listHostCommands())
      for (const [name, { value }] of Object.entries(flags)) {
        assert.equal(kinds.get(name) ?? value !== undefined, value !== undefined, `--${name}`);
        kinds.set(name, value !== undefined);
      }
  });

  it('names for each command of the product who calls it: a person, or a script that does', () => {
    const typed = new Set(
      listHostCommands().flatMap(({ runs, name }) => ('product' in runs ? [runs.product] : [name])),
    );
    for (const [name, spec] of Object.entries(productCommands)) {
      const scripts = 'calledBy' in spec ? (spec.calledBy.match(/ops\/\S+/g) ?? []) : [];
      assert.ok('calledBy' in spec || typed.has(name as never), `nobody calls ${name}`);
      for (const script of scripts)
        assert.match(read(script), new RegExp(`\\b${name}\\b`), `${script} and ${name}`);
    }
  });
});
