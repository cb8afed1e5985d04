import assert from 'node:assert/strict';
import { pageRoutes, routes } from '../features.ts';
import { pageRoute } from './page-route.ts';
import { route } from './route.ts';

const api = {
  method: 'post',
  path: '/api/new',
  summary: 'new',
  sample: 'no matter: none',
  responses: {},
} as const;
const page = {
  method: 'post',
  path: '/new',
  sample: 'no matter: none',
  confirmReturnsTo: () => '/',
} as const;
const handle = () => Promise.reject(new Error('not asked'));

describe('the flag that says what a route asks of whoever is signed in', () => {
  it('is left out by no route: the compiler refuses it', () => {
    // @ts-expect-error a route says what proof it needs
    route({ ...api, access: 'signed-in', handle });
    // @ts-expect-error whoever is not signed in proves nothing
    route({ ...api, access: 'public', needsProof: 'fresh', handle });
    // @ts-expect-error a page says what proof it needs
    pageRoute({ ...page, access: 'signed-in', handle });
    // @ts-expect-error a form is for people, never for a program with a key
    pageRoute({ ...page, access: 'signed-in', needsProof: 'none', handle });
    for (const { method, path, needsProof } of [...routes, ...pageRoutes])
      assert.ok(['none', 'in person', 'fresh'].includes(needsProof), `${method} ${path}`);
  });

  it('opens to the keys of a scope what keeps groups in step, and nothing else', () => {
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
