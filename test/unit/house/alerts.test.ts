import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../../support/paths.ts';

const rulesDir = join(rootDir, 'ops/monitoring/rules');
const topics = readdirSync(rulesDir).map((file) => file.replace('.yml', ''));
const read = (path: string) => readFileSync(join(rootDir, path), 'utf8');
const namesIn = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map(([, name = '']) => name));

describe('an alert is a rule, a test that it rings, a test that it does not, and a section of the manual', () => {
  const rules = topics.map((topic) => read(`ops/monitoring/rules/${topic}.yml`)).join('\n');

  for (const topic of topics) {
    it(`${topic}: each alert is tested in both directions`, () => {
      const alerts = namesIn(read(`ops/monitoring/rules/${topic}.yml`), /^ *- alert: (\w+)/gm);
      assert.ok(alerts.size > 0);
      for (const direction of ['fires', 'silent']) {
        const tested = namesIn(read(`test/monitoring/${topic}-${direction}.yml`), /alertname: (\w+)/g);
        assert.deepEqual(
          [...alerts].filter((alert) => !tested.has(alert)),
          [],
          direction,
        );
        assert.deepEqual(
          [...tested].filter((alert) => !alerts.has(alert)),
          [],
          direction,
        );
      }
    });
  }

  it('each names a section of docs/monitoring.md, and no section is left without a rule', () => {
    const runbooks = namesIn(rules, /^ *runbook: ([\w-]+)/gm);
    const sections = namesIn(read('docs/monitoring.md'), /^### ([a-z-]+)$/gm);
    assert.deepEqual([...runbooks].toSorted(), [...sections].toSorted());
  });
});
