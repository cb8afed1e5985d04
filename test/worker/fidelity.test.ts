import assert from 'node:assert/strict';
import { findInRoom } from '../support/fidelity/find-in-room.ts';
import { measureFile, type FidelityInput, type FoundDocument } from '../support/fidelity/measure-fidelity.ts';
import { buildOwnDocuments } from '../support/fidelity/own-documents.ts';
import { ReaderContainers } from '../support/fidelity/reader-container.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

describe('Every word that another program reads is found here', () => {
  const room = useWorkerRoom();
  const containers = new ReaderContainers();
  let documents: FidelityInput[] = [];

  before(async function buildDocuments() {
    this.timeout(300_000);
    documents = await buildOwnDocuments();
  });
  after(() => containers.stop());

  it('in a document of each format that is read', async function compareEach() {
    this.timeout(600_000);
    const lost: string[] = [];
    for (const input of documents) {
      const { readers, missing } = await measureFile(containers, input, await findInRoom(room, input));
      if (readers.length === 0) lost.push(`${input.name}: no other program read it`);
      if (missing.length > 0) lost.push(`${input.name}: ${missing.join(' ')} (${readers.join(', ')})`);
    }
    assert.deepEqual(lost, []);
  });

  it('and one that is not is named', async () => {
    const input = { name: 'memo.txt', content: Buffer.from('The dredger Quigley left Valletta.') };
    const lossy: FoundDocument = {
      state: 'searchable',
      mediaType: 'text/plain',
      reason: null,
      texts: ['The dredger left Valletta.'],
      unread: [],
    };
    const { readers, missing } = await measureFile(containers, input, lossy);
    assert.deepEqual([readers, missing], [['iconv'], ['quigley']]);
  });
});
