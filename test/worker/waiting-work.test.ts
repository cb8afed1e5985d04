import assert from 'node:assert/strict';
import { failExtraction } from '../../core/documents/pipeline/extract-document.ts';
import { updateWorkerMetrics } from '../../worker/update-metrics.ts';
import { runVirusScan } from '../support/run-virus-scan.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

describe('Work that waits shows in the metrics as the alerts ask for it', () => {
  const room = useWorkerRoom({ worker: false });
  let ada: Colleague;
  let admin: Colleague;
  let matterId = '';
  before(async function openRoom() {
    this.timeout(60_000);
    ada = await createColleague(room, 'ada');
    admin = await createColleague(room, 'admin', 'administrator');
    matterId = await createTestMatter(ada);
  });

  /** The value of one series, its labels in any order. */
  const read = async (name: string, labels: Record<string, string> = {}) => {
    await updateWorkerMetrics(room.app('worker'));
    const lines = (await room.app('worker').metrics.registry.metrics()).split('\n');
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const line = lines.find(
      (one) => one.startsWith(`${name}{`) && wanted.every((label) => one.includes(label)),
    );
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
  const later = (id: string) =>
    room.services.sql(
      `UPDATE document_step SET requested_at = now() - interval '20 minutes' WHERE document_id = '${id}'`,
      'strongroom',
    );

  it('as prioritized, for every job has a priority, and never as waiting', async () => {
    assert.equal(await read('strongroom_queue_jobs', { queue: 'scans', state: 'prioritized' }), 0);
    const { id } = await uploadAs(ada, matterId, { name: 'one.txt', content: 'one' });
    assert.equal(await read('strongroom_queue_jobs', { queue: 'scans', state: 'prioritized' }), 1);
    assert.equal(await read('strongroom_queue_jobs', { queue: 'scans', state: 'waiting' }), 0);
    await later(id);
    const age = (await read('strongroom_oldest_queued_step_seconds', { queue: 'scans' })) ?? 0;
    assert.ok(age >= 1_200 && age < 1_300, `${age} s`);
    assert.equal(await read('strongroom_oldest_queued_step_seconds', { queue: 'documents' }), 0);
    assert.equal(await read('strongroom_oldest_queued_step_seconds', { queue: 'bulk' }), 0);
  });

  it('as failed while nobody has closed it, as the page has it', async () => {
    assert.equal(await read('strongroom_failed_jobs'), 0);
    const { id } = await uploadAs(ada, matterId, { name: 'two.txt', content: 'two' });
    await failExtraction(room.app('worker'), await runVirusScan(room, id));
    assert.equal(await read('strongroom_failed_jobs'), 1);
    const list = await admin.request.get('/api/dead-letters').expect(200);
    const { items } = list.body as { items: { id: string }[] };
    assert.equal(items.length, 1);
    await admin.request.post(`/api/dead-letters/${items[0]?.id}/close`).send({ note: 'seen' });
    assert.equal(await read('strongroom_failed_jobs'), 0);
  });
});
