import assert from 'node:assert/strict';
import { createRouteFinder } from './matched-route.ts';

describe('finding the route of a request', () => {
  const findRoute = createRouteFinder(
    (
      [
        ['get', '/'],
        ['post', '/people/rules'],
        ['post', '/people/:id'],
        ['get', '/api/matters/:id/members/:personId'],
        ['get', '/api/openapi.json'],
      ] as const
    ).map(([method, path]) => ({ method, path, access: 'public', needsProof: 'none' })),
  );
  const pathFor = (method: string, path: string) => findRoute({ method, path })?.path;

  it('takes the first that fits, as the router does', () => {
    assert.equal(pathFor('POST', '/people/rules'), '/people/rules');
    assert.equal(pathFor('POST', '/people/1'), '/people/:id');
    assert.equal(pathFor('GET', '/api/matters/1/members/2'), '/api/matters/:id/members/:personId');
    assert.equal(pathFor('GET', '/'), '/');
  });

  it('asks for no case of letters and no slash at the end, and reads HEAD as GET', () => {
    assert.equal(pathFor('HEAD', '/API/OpenAPI.json/'), '/api/openapi.json');
  });

  it('finds none for an address or a method that there is not', () => {
    for (const [method, path] of [
      ['GET', '/people/1'],
      ['POST', '/people/1/2'],
      ['POST', '/people/'],
      ['POST', '/people//'],
      ['GET', '/api/openapiXjson'],
      ['GET', '/api/matters//members/2'],
    ] as const)
      assert.equal(pathFor(method, path), undefined, `${method} ${path}`);
  });
});
