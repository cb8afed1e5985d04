import assert from 'node:assert/strict';
import {
  documentStates,
  stepNames,
  stepToRetry,
  unfinishedStates,
  type DocumentState,
  type StepName,
} from '../../core/documents/journey.ts';
import type { UnreadItem } from '../../core/reading/unread.ts';
import { createColleague, storePages, createTestMatter, uploadAs } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('The journey of a document', () => {
  const room = useRoom();
  const quoted = (definition: string) => [...definition.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name);

  it('has the same states in the database as in the code, and the same steps', async () => {
    const constraint = await room.services.sql(
      "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'document_state'",
      'strongroom',
    );
    assert.deepEqual(quoted(constraint), documentStates);
    const index = await room.services.sql(
      "SELECT indexdef FROM pg_indexes WHERE indexname = 'document_unfinished'",
      'strongroom',
    );
    assert.deepEqual(quoted(index), unfinishedStates);
    const steps = await room.services.sql('SELECT unnest(enum_range(NULL::step_name))', 'strongroom');
    assert.deepEqual(steps.trim().split('\n'), stepNames);
  });

  it('has the step tried again that failed, and nothing else', () => {
    const failed = (name: StepName) => ({ name, state: 'failed' });
    const done: typeof failed = (name) => ({ ...failed(name), state: 'done' });
    const retry = (state: DocumentState, last: ReturnType<typeof failed>, unread: UnreadItem[] = []) =>
      stepToRetry(state, { last, unread });
    assert.equal(retry('failed', failed('scan')), 'scan');
    assert.equal(retry('failed', failed('read')), 'extract');
    assert.equal(retry('no-text', done('analyse')), 'extract');
    assert.equal(retry('searchable', failed('analyse')), 'analyse');
    assert.equal(retry('searchable', done('analyse')), null);
    assert.equal(retry('searchable', done('analyse'), [{ kind: 'macros' }]), null);
    assert.equal(retry('searchable', done('analyse'), [{ kind: 'earlier-version' }]), 'extract');
    assert.equal(retry('quarantined', failed('scan')), null);
    assert.equal(retry('extracting', failed('scan')), null);
  });

  it('does the analysis alone again where it alone failed', async () => {
    const ada = await createColleague(room, 'ada');
    const { id } = await uploadAs(ada, await createTestMatter(ada), { name: 'a.txt', content: 'A letter' });
    await room.services.sql(
      `UPDATE document SET state = 'searchable', reason = 'Page 2 could not be read.' WHERE id = '${id}';
       UPDATE document_step SET name = 'analyse', state = 'failed' WHERE document_id = '${id}'`,
      'strongroom',
    );
    const { body } = await ada.request.post(`/api/documents/${id}/retry`).expect(202);
    assert.deepEqual(
      [body.state, body.reason, body.retry, body.history.at(-1).step],
      ['analysing', 'Page 2 could not be read.', null, 'analyse'],
    );
    await ada.request.post(`/api/documents/${id}/retry`).expect(409);
  });

  it('shows the words of a document to search only once they have been made findable', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, { name: 'letter.txt', content: 'A letter' });
    const found = async () =>
      (
        (await ada.request.get('/api/search').query({ q: 'lighthouse' }).expect(200)).body as {
          total: number;
        }
      ).total;
    await room.app('worker').database.asProcess((tx) =>
      tx.page.create({
        data: { documentId: id, matterId, number: 2, state: 'read', text: 'The lighthouse', engine: 'test' },
      }),
    );
    assert.equal(await found(), 0);
    await storePages(room, id, ['Page one']);
    assert.equal(await found(), 1);
  });
});
