import { h } from 'preact';
import { getMatter } from '../../core/matters/matters.ts';
import { Problem } from '../../core/platform/errors.ts';
import { searchPages, type SearchResult } from '../../core/search/search-pages.ts';
import { SearchPage } from '../pages/search.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, refusalOf, type Visit } from './visit.ts';

const limit = 20;

export async function showSearch(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  const q = asked(request, 'q').slice(0, 1000).trim();
  const matterId = asked(request, 'matter') || undefined;
  const found: SearchResult[] = [];
  const refusal = await refusalOf(async () => {
    if (q !== '')
      found.push(
        await searchPages(app, who, {
          q,
          matter: matterId,
          cursor: asked(request, 'cursor') || undefined,
          limit,
        }),
      );
  });
  const matter = matterId === undefined ? null : { id: matterId, name: await matterName(visit, matterId) };
  const view = h(SearchPage, {
    chrome: chromeOf(response, 'search', q),
    q,
    matter,
    result: found[0] ?? null,
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status ?? 200);
}

/** A matter that is not there and one that may not be seen are called the same. */
async function matterName({ app, who }: Visit, matterId: string): Promise<string> {
  try {
    return (await getMatter(app, who, matterId)).name;
  } catch (error) {
    if (error instanceof Problem && error.type === 'not-found') return 'one matter';
    throw error;
  }
}
