import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processSecrets, secretNames, type ProcessName } from '../../core/platform/secrets.ts';
import { rootDir } from '../support/paths.ts';

const installer = readFileSync(join(rootDir, 'ops/install/prepare.sh'), 'utf8');
const compose = readFileSync(join(rootDir, 'docker-compose.prod.yml'), 'utf8');

/** The lines of a block of the Compose file: all that are indented deeper than its first one. */
function readBlock(head: string): string {
  const lines = compose.split('\n');
  const start = lines.indexOf(head);
  assert.ok(start >= 0, `${head} stands nowhere in docker-compose.prod.yml`);
  const indent = head.search(/\S/);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && line.search(/\S/) <= indent);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}

describe('what secrets there are stands in core/platform/secrets.ts, and elsewhere the same', () => {
  it('the installer makes them, and the password of the dashboards', () => {
    const [, list = ''] = /^SECRET_NAMES=\(([^)]*)\)/m.exec(installer) ?? [];
    assert.deepEqual(
      list.split(/\s+/).toSorted(),
      [...secretNames, 'grafana_password'].toSorted(),
      'ops/install/prepare.sh',
    );
  });

  it('Compose gives out each from the file of its name', () => {
    const files = [...readBlock('secrets:').matchAll(/^ {2}(\w+): \{ file: '.*\/secrets\/(\w+)' \}$/gm)];
    assert.deepEqual(files.map(([, name = '']) => name).toSorted(), [...secretNames].toSorted());
    for (const [, name, file] of files) assert.equal(file, name);
  });

  for (const process of Object.keys(processSecrets) as ProcessName[]) {
    it(`Compose gives the ${process} what it does not start without`, () => {
      const block = readBlock(`  ${process}:`);
      const [, line, list = ''] = /^ {4}secrets:(?: \[(.*)\]|((?:\n {6}- \w+)+))$/m.exec(block) ?? [];
      const given: readonly string[] = (line ?? list).match(/\w+/g) ?? [];
      assert.deepEqual(
        processSecrets[process].filter((name) => !given.includes(name)),
        [],
      );
    });
  }
});
