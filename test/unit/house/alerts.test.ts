import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTextFaults } from '../../support/find-text-faults.ts';
import { nameRunbook, readMonitoringRules, ruleTopics } from '../../support/monitoring-rules.ts';
import { rootDir } from '../../support/paths.ts';

const read = (path: string) => readFileSync(join(rootDir, path), 'utf8');
const namesIn = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map(([, name = '']) => name));
const alerts = readMonitoringRules().filter(({ kind }) => kind === 'alert');
const runbookFiles = readdirSync(join(rootDir, 'docs/runbooks'));

/** What can be away as a whole, each with a page of its own. */
const outages = ['sign-in', 'storage', 'database', 'queue', 'provider', 'backup', 'certificate'];

describe('an alert is a rule, a test that it rings, a test that it does not, and a page of the runbooks', () => {
  for (const topic of ruleTopics) {
    it(`${topic}: each alert is tested in both directions`, () => {
      const ofTopic = new Set(alerts.filter((rule) => rule.topic === topic).map(({ name }) => name));
      assert.ok(ofTopic.size > 0);
      for (const direction of ['fires', 'silent']) {
        const tested = namesIn(read(`test/monitoring/${topic}-${direction}.yml`), /alertname: (\w+)/g);
        assert.deepEqual(
          [...ofTopic].filter((alert) => !tested.has(alert)),
          [],
          direction,
        );
        assert.deepEqual(
          [...tested].filter((alert) => !ofTopic.has(alert)),
          [],
          direction,
        );
      }
    });
  }

  it('each has a level, and a page that is about it alone', () => {
    assert.ok(alerts.length > 50, `${alerts.length} alerts`);
    for (const { name, severity, runbook } of alerts) {
      assert.match(severity, /^(?:warning|critical)$/, name);
      assert.equal(runbook, `docs/runbooks/${nameRunbook(name)}.md`, name);
      const page = read(runbook);
      assert.ok(
        page.startsWith(`# ${name}\n\n**${severity === 'critical' ? 'Critical' : 'Warning'}`),
        runbook,
      );
      for (const heading of ['How bad it is', 'What to look at and type', 'Whom to call'])
        assert.match(page, new RegExp(`^## ${heading}\n\n\\S`, 'm'), `${runbook}: ${heading}`);
    }
  });

  it('each page belongs to an alert or to an outage, and both lists name each', () => {
    const pages = [
      ...alerts.map(({ name }) => nameRunbook(name)),
      ...outages.map((what) => `outage-${what}`),
    ];
    const wanted = ['README.md', ...pages.map((name) => `${name}.md`)];
    assert.deepEqual(runbookFiles.toSorted(), wanted.toSorted());
    for (const { name } of alerts) {
      const link = `${nameRunbook(name)}.md)`;
      assert.ok(read('docs/monitoring.md').includes(`[\`${name}\`](runbooks/${link}`), name);
      assert.ok(read('docs/runbooks/README.md').includes(`[\`${name}\`](${link}`), name);
    }
  });
});

describe('what an alert and its page tell people to do can be done', () => {
  for (const { name, summary, action } of alerts)
    it(`${name} names only commands, services, pages and files that exist`, () => {
      assert.match(summary, /\.(?:\{\{ end \}\}\.?)?$/, 'a sentence');
      assert.match(
        action,
        /^(?:Type: |Read docs\/|Open the page |Have an auditor |Ask |Order |Make room |Find out |Move |\{\{ if )/,
      );
      assert.deepEqual(findTextFaults(`${summary}\n${action}`.replaceAll(/\{\{[^}]*\}\}/g, ' ')), []);
    });

  for (const file of [...runbookFiles.map((name) => `docs/runbooks/${name}`), 'docs/monitoring.md'])
    it(`${file} names only commands, services, pages and files that exist`, () => {
      const faults = findTextFaults(read(file), file.slice(0, file.lastIndexOf('/')));
      assert.deepEqual(faults, []);
    });

  it('and no page of docs names a command that does not exist', () => {
    const pages = readdirSync(join(rootDir, 'docs')).filter((name) => name.endsWith('.md'));
    assert.ok(pages.length > 8, `${pages.length} pages`);
    const faults = pages.flatMap((name) => {
      const commands = [...namesIn(read(`docs/${name}`), /`(strongroom [^`\n]+)`/g)];
      return commands.flatMap((command) => findTextFaults(command).map((fault) => `${name}: ${fault}`));
    });
    assert.deepEqual(faults, []);
  });

  const absent = ['nothing', 'md'].join('.');
  const planted: [text: string, fault: string][] = [
    ['Type: strongroom repair', 'there is no command strongroom repair'],
    ['Type: strongroom backup --now', 'strongroom backup takes no --now'],
    ['Type: strongroom logs scanner', 'there is no service scanner'],
    ['Type: vgs', 'nobody has the program vgs'],
    ['Open the page /admin/alerts', 'there is no page /admin/alerts'],
    [`Read docs/runbooks/${absent} first.`, `there is no file docs/runbooks/${absent}`],
    [`see [that](${absent})`, `there is no file docs/${absent}`],
  ];
  for (const [text, fault] of planted)
    it(`and goes red for "${text}"`, () => assert.deepEqual(findTextFaults(text, 'docs'), [fault]));
});
