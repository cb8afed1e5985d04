import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { processSecrets } from '../../core/platform/secrets.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { imageVersion } from '../support/paths.ts';
import { useWorkerRoom } from '../support/worker-room.ts';
import { waitFor } from '../support/wait-for.ts';

describe('The worker in its own container', () => {
  const room = useWorkerRoom({ worker: false });
  let container = '';
  const docker = (...args: string[]) =>
    execFileSync('docker', args, { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 }).trim();
  const inside = (...command: string[]) => docker('exec', container, ...command);

  before(function startContainer() {
    this.timeout(60_000);
    const { dataDir, network } = room.services;
    container = docker(
      ...[
        'run',
        '--detach',
        '--user=10002:10000',
        '--read-only',
        '--cap-drop=ALL',
        '--security-opt=no-new-privileges',
        '--init',
        '--tmpfs=/tmp',
      ],
      ...[
        `--network=${network}`,
        `--volume=${join(dataDir, 'scratch')}:/scratch`,
        `--volume=${join(dataDir, 'dist')}:/opt/strongroom/dist:ro`,
      ],
      ...processSecrets.worker.map(
        (name) => `--volume=${join(dataDir, 'secrets', name)}:/run/secrets/${name}:ro`,
      ),
      ...[`strongroom/app:${imageVersion}`, 'node', 'dist/worker/main.js'],
    );
  });
  after(() => docker('rm', '--force', container));

  it('shares files with the sandboxes by group alone', async function readBoth() {
    this.timeout(120_000);
    const text = await room.processFile('plain.txt', 'Words that cross two walls.');
    assert.equal(text.state, 'searchable', text.reason ?? docker('logs', container));
    const scan = await room.processFile(
      'scan.pdf',
      buildPdf([{ picture: drawPage(['WORDS THAT CROSS TWO WALLS']) }]),
    );
    assert.equal(scan.state, 'searchable', scan.reason ?? '');
  });

  it('is alive, and says how much there is to do', async () => {
    inside('http-ok', '9464', '/health/live');
    const figures = () =>
      inside(
        'node',
        '--eval',
        "fetch('http://127.0.0.1:9464/metrics').then(async (r) => console.log(await r.text()))",
      ).split('\n');
    const figure = (name: string, labels: Record<string, string>) => {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const line = figures().find(
        (one) => one.startsWith(`${name}{`) && wanted.every((label) => one.includes(label)),
      );
      return line === undefined ? undefined : Number(line.split(' ').at(-1));
    };
    await waitFor('the figure of two documents', 40, () =>
      Promise.resolve(figure('strongroom_documents', { state: 'searchable' }) === 2 || undefined),
    );
    assert.equal(figure('strongroom_oldest_unfinished_document_seconds', {}), 0);
    assert.equal(figure('strongroom_queue_jobs', { queue: 'pages', state: 'waiting' }), 0);
    assert.equal(figure('strongroom_job_duration_seconds_count', { job: 'read-page', outcome: 'done' }), 1);
  });

  it('and its sandboxes carry the request id of an upload into every line about it', async () => {
    const id = await room.storeFile('traced.txt', 'traced');
    await room.waitForEnd(id);
    const lines = docker('logs', container)
      .split('\n')
      .filter((line) => line.includes(id))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.ok(
      lines.some((line) => line['msg'] === 'job ended' && line['requestId'] !== undefined),
      JSON.stringify(lines),
    );
    const sandboxes = await Promise.all([
      room.services.container('sandbox-1'),
      room.services.container('sandbox-2'),
    ]);
    const logs = sandboxes.map((name) => docker('logs', name)).join('\n');
    assert.ok(
      logs.includes(`"requestId":${JSON.stringify(lines[0]?.['requestId'])}`),
      'the sandbox logged the same id',
    );
    assert.ok(
      !logs.includes('traced.txt') && !logs.includes('cross two walls'),
      'no name and no word of a document is logged',
    );
  });

  it('ends in good order when asked to', function stopContainer() {
    this.timeout(70_000);
    docker('stop', '--time=60', container);
    assert.equal(docker('inspect', '--format={{.State.ExitCode}}', container), '0');
  });
});
