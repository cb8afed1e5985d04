import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { alertThresholds } from '../../core/platform/alert-thresholds.ts';
import { rootDir } from '../support/paths.ts';

const hour = 3_600;
const day = 24 * hour;
const { backupAgeHours, certificateDaysLeft, signatureAgeDays, freeDiskShare } = alertThresholds;
const { recoveryPointSeconds, recoveryKeyProofDays, recoveryKeyGraceDays } = alertThresholds;

/** The alerts that ring for what the product itself calls a fault, and from when on. */
const alerts: [alert: string, threshold: number][] = [
  ['BackupTooOld', backupAgeHours * hour],
  ['BackupNeverMade', backupAgeHours * hour],
  ['BackupTargetBehind', backupAgeHours * hour],
  ['WalTooOld', recoveryPointSeconds],
  ['RecoveryKeyNotProven', (recoveryKeyProofDays + recoveryKeyGraceDays) * day],
  ['CertificateExpiresSoon', certificateDaysLeft * day],
  ['SignaturesOld', signatureAgeDays * day],
  ['DiskAlmostFull', freeDiskShare],
];

/** The panels of the dashboard that turn red for the same. */
const panels = {
  'Age of the last good backup': backupAgeHours * hour,
  'Certificate ends in': certificateDaysLeft * day,
  'Fullest disk, free': freeDiskShare,
} as const;

const rules = readdirSync(join(rootDir, 'ops/monitoring/rules'))
  .map((name) => readFileSync(join(rootDir, 'ops/monitoring/rules', name), 'utf8'))
  .join('\n')
  .split('- alert: ');

type Panel = {
  title: string;
  fieldConfig: { defaults: { thresholds?: { steps: { value: number | null }[] } } };
};
const dashboard = JSON.parse(
  readFileSync(join(rootDir, 'ops/monitoring/grafana/dashboards/strongroom.json'), 'utf8'),
) as { panels: Panel[] };

/** The figure that an alert compares with: the first one of its expression that is not the guard `> 0`. */
function readThreshold(alert: string): number | undefined {
  const text = rules.find((rule) => rule.startsWith(`${alert}\n`)) ?? '';
  const [expression = ''] = /(?<=\n {8}expr: )[^]*?(?=\n {8}for:)/.exec(text) ?? [];
  const figures = [...expression.matchAll(/[<>] ([\d.]+(?: \* \d+)?)/g)].map(([, figure = '']) =>
    figure.split(' * ').reduce((product, factor) => product * Number(factor), 1),
  );
  return figures.find((figure) => figure > 0);
}

describe('from when on something is a fault stands in core/platform/alert-thresholds.ts, and elsewhere the same', () => {
  for (const [alert, threshold] of alerts) {
    it(`the alert ${alert} rings then`, () => assert.equal(readThreshold(alert), threshold));
  }

  for (const [title, threshold] of Object.entries(panels)) {
    it(`the panel "${title}" changes its colour then`, () => {
      const panel = dashboard.panels.find((one) => one.title === title);
      const values = panel?.fieldConfig.defaults.thresholds?.steps.map(({ value }) => value);
      assert.ok(values?.includes(threshold), `${title}: ${String(values)}, not ${threshold}`);
    });
  }
});
