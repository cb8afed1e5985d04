import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processSecrets, secretNames, type ProcessName } from '../../core/platform/secrets.ts';
import { rootDir } from '../support/paths.ts';
import { readBlock, readCompose } from '../support/read-compose.ts';

const installer = readFileSync(join(rootDir, 'ops/install/prepare.sh'), 'utf8');
const compose = readCompose('docker-compose.prod.yml');

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
    const files = [
      ...readBlock(compose, 'secrets:').matchAll(/^ {2}(\w+): \{ file: '.*\/secrets\/(\w+)' \}$/gm),
    ];
    assert.deepEqual(files.map(([, name = '']) => name).toSorted(), [...secretNames].toSorted());
    for (const [, name, file] of files) assert.equal(file, name);
  });

  for (const process of Object.keys(processSecrets) as ProcessName[]) {
    it(`Compose gives the ${process} what it does not start without`, () => {
      const block = readBlock(compose, `  ${process}:`);
      const [, line, list = ''] = /^ {4}secrets:(?: \[(.*)\]|((?:\n {6}- \w+)+))$/m.exec(block) ?? [];
      const given: readonly string[] = (line ?? list).match(/\w+/g) ?? [];
      assert.deepEqual(
        processSecrets[process].filter((name) => !given.includes(name)),
        [],
      );
    });
  }
});
