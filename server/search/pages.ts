import { h } from 'preact';
import { searchPages, type SearchResult } from '../../core/search/search-pages.ts';
import { findMatterName } from '../matters/find-matter-name.ts';
import { defaultHits, maxQueryLength } from './schemas.ts';
import { SearchPage } from './views/search-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  queryValue,
  problemFrom,
  sendFormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const searchResultPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/search',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ query: `?q=quicksilver&matter=${id}` }),
    handle: showSearchPage,
  }),
];

async function showSearchPage(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const q = queryValue(request, 'q').slice(0, maxQueryLength).trim();
  const matterId = optionalQueryValue(request, 'matter');
  const results: SearchResult[] = [];
  const problem = await problemFrom(async () => {
    if (q !== '')
      results.push(
        await searchPages(app, actor, {
          q,
          matter: matterId,
          cursor: optionalQueryValue(request, 'cursor'),
          limit: defaultHits,
        }),
      );
  });
  const matter =
    matterId === undefined ? null : { id: matterId, name: await findMatterName(pageRequest, matterId) };
  const view = h(SearchPage, {
    pageFrame: buildPageFrame(response, 'search', q),
    q,
    matter,
    result: results[0] ?? null,
    ...(problem && { problem: problem.detail }),
  });
  if (problem) sendFormProblem(response, view, problem);
  else sendPage(response, view);
}
