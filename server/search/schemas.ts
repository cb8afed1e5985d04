import { z } from 'zod';
import { id } from '../http/schemas.ts';

/** The longest question, and how many hits a page of the answer has where nobody says another number. */
export const maxQueryLength = 1_000;
export const defaultHits = 20;

export const searchResultSchema = z
  .object({
    total: z.int(),
    totalIsExact: z.boolean(),
    hits: z.array(
      z.object({
        documentId: id,
        matterId: id,
        matterName: z.string(),
        filename: z.string(),
        version: z.int(),
        newest: z.boolean(),
        page: z.int(),
        snippet: z.string().describe('HTML-escaped; matches stand in <mark>'),
      }),
    ),
    nextCursor: z.string().nullable(),
    notFullyRead: z
      .int()
      .describe(
        'documents here that are not fully searchable (GET /api/unread lists them); 10000 or more as 10000',
      ),
  })
  .meta({ id: 'SearchResult' });
