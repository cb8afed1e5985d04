import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from './paths.ts';

export type MonitoringRule = {
  kind: 'alert' | 'record';
  name: string;
  topic: string;
  expression: string;
  /** What stands behind `severity:`, `summary:` and so on; empty where it is missing. */
  severity: string;
  summary: string;
  action: string;
  runbook: string;
};

const rulesDir = join(rootDir, 'ops/monitoring/rules');
export const ruleTopics = readdirSync(rulesDir).map((file) => file.replace('.yml', ''));

/** Every rule of ops/monitoring/rules, in their order. */
export function readMonitoringRules(): MonitoringRule[] {
  return ruleTopics.flatMap((topic) => {
    const text = readFileSync(join(rulesDir, `${topic}.yml`), 'utf8');
    return text
      .split(/^(?= *- (?:alert|record): )/m)
      .slice(1)
      .map((block) => {
        const [, kind = '', name = ''] = /- (alert|record): (\S+)/.exec(block) ?? [];
        const field = (key: string) =>
          new RegExp(`\\b${key}: '?(.*?)'?(?:,| \\}|$)`, 'm').exec(block)?.[1] ?? '';
        const sentence = (key: string) => new RegExp(`^ *${key}: '(.*)'$`, 'm').exec(block)?.[1] ?? '';
        return {
          kind: kind as MonitoringRule['kind'],
          name,
          topic,
          expression: (/expr:(?: \|)?([^]*?)(?=\n +for:|\n +#|\n*$)/.exec(block)?.[1] ?? '').trim(),
          severity: field('severity'),
          summary: sentence('summary'),
          action: sentence('action'),
          runbook: field('runbook'),
        };
      });
  });
}

/** Every query of the dashboard, with the title of its panel. */
export function readPanelQueries(): { title: string; expression: string }[] {
  const file = join(rootDir, 'ops/monitoring/grafana/dashboards/strongroom.json');
  type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] };
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expression: expr })));
}

/** Every series that a test of the rules is given, with its file. */
export function readTestSeries(): { file: string; expression: string }[] {
  const dir = join(rootDir, 'test/monitoring');
  return readdirSync(dir)
    .filter((file) => file.endsWith('.yml'))
    .flatMap((file) =>
      [...readFileSync(join(dir, file), 'utf8').matchAll(/- series: '(.*)'/g)].map(([, expression = '']) => ({
        file,
        expression,
      })),
    );
}

/** The file name of the page about an alert: `WalTooOld` is wal-too-old. */
export function nameRunbook(alert: string): string {
  return alert.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
