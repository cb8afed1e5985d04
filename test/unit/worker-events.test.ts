import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerEvents } from '../../core/audit/worker-events.ts';
import { rootDir } from '../support/paths.ts';

const read = (path: string) => readFileSync(join(rootDir, path), 'utf8');

describe('what the worker records', () => {
  it('is what the database lets it record', () => {
    const [, policy = ''] =
      /^CREATE POLICY worker_records ON audit_event ([^;]*);/m.exec(read('prisma/current.sql')) ?? [];
    const names = [...policy.matchAll(/'([a-z.-]+)'::text/g)].map(([, name = '']) => name);
    assert.deepEqual(names.toSorted(), workerEvents.toSorted());
  });
});
