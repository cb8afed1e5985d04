import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { features, pageRoutes, routes } from './features.ts';
import { createRouteFinder } from './http/matched-route.ts';

const filled = (path: string) => path.replaceAll(/:\w+/g, 'x1');

describe('the features of the server', () => {
  it('stand in rooms of their names, and every route is in one of them', () => {
    for (const { name, routes: ofApi, pages } of features) {
      assert.ok(existsSync(new URL(`./${name}/`, import.meta.url)), `there is no server/${name}`);
      assert.ok(ofApi.length + pages.length > 0, `${name} is empty`);
    }
    assert.ok(routes.length > 100 && pageRoutes.length > 100, `${routes.length}, ${pageRoutes.length}`);
  });

  it('hide no route behind another: each is the first that fits its own address', () => {
    const findRoute = createRouteFinder([...routes, ...pageRoutes]);
    for (const route of [...routes, ...pageRoutes])
      assert.equal(
        findRoute({ method: route.method.toUpperCase(), path: filled(route.path) }),
        route,
        route.path,
      );
  });

  it('lead whoever must confirm that it is they to a page that can be opened', () => {
    const findPage = createRouteFinder(pageRoutes);
    const forms = pageRoutes.filter(({ method, access }) => method === 'post' && access === 'signed-in');
    assert.ok(forms.length > 60, `${forms.length} forms`);
    for (const { path, confirmReturnsTo } of forms) {
      const page = confirmReturnsTo?.({ id: 'x1' } as never) ?? '';
      assert.ok(findPage({ method: 'GET', path: page }), `${path} returns to ${page}, which is no page`);
    }
  });
});
