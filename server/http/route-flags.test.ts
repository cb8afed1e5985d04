import assert from 'node:assert/strict';
import { pageRoutes, routes } from '../features.ts';

// That no route leaves out what proof it needs: test/unit/house/route-flags.test.ts.

describe('the flag of what the keys of a scope are for', () => {
  it('opens to them what keeps groups in step, and nothing else', () => {
    const open = [...routes, ...pageRoutes].filter(({ keyScope }) => keyScope !== undefined);
    assert.deepEqual(open.map(({ method, path }) => `${method} ${path}`).toSorted(), [
      'delete /api/groups/:id/members/:personId',
      'get /api/groups',
      'get /api/groups/:id/members',
      'get /api/people',
      'post /api/groups',
      'put /api/groups/:id/members/:personId',
    ]);
  });
});
