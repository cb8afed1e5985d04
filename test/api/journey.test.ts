import assert from 'node:assert/strict';
import { documentStates, stepNames, unfinishedStates } from '../../core/documents/journey.js';
import { colleague, giveText, openMatter, upload } from '../support/firm.js';
import { useRoom } from '../support/room.js';

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

  it('shows the words of a document to search only once they have been made findable', async () => {
    const ada = await colleague(room, 'ada');
    const matterId = await openMatter(ada);
    const { id } = await upload(ada, matterId, { name: 'letter.txt', content: 'A letter' });
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
    await giveText(room, id, ['Page one']);
    assert.equal(await found(), 1);
  });
});
