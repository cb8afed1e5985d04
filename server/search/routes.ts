import { z } from 'zod';
import { searchPages } from '../../core/search/search-pages.ts';
import { formatNumber } from '../browser/format.ts';
import { route } from '../http/route.ts';
import { defaultHits, maxQueryLength, searchResultSchema } from './schemas.ts';

export const searchRoutes = [
  route({
    method: 'get',
    path: '/api/search',
    summary: 'Find pages by their words, "phrases" and identifiers, in the matters you may see',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ query: `?q=quicksilver&matter=${id}` }),
    query: z.object({
      q: z
        .string('type something to search for')
        .max(maxQueryLength, `has at most ${formatNumber(maxQueryLength)} characters`)
        .describe('words, "a phrase", -without; identifiers as they are written'),
      matter: z.string().max(100).optional().describe('in one matter only'),
      cursor: z.string().max(100).optional().describe('nextCursor of the answer before'),
      limit: z.coerce.number().int().min(1).max(100).default(defaultHits).describe('how many at once'),
    }),
    responses: { 200: { description: 'best first', schema: searchResultSchema } },
    handle: async ({ app, actor, query }) => ({ status: 200, body: await searchPages(app, actor, query) }),
  }),
];
