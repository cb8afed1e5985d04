import { deleteDocument, restoreDocument } from '../../core/retention/delete-document.ts';
import { listBin } from '../../core/retention/list-bin.ts';
import { route } from '../http/route.ts';
import { binEntrySchema } from './schemas.ts';
import { listOf, listQuerySchema } from '../http/schemas.ts';

/** How long documents are kept, and how they go. */
export const binRoutes = [
  route({
    method: 'delete',
    path: '/api/documents/:id',
    summary: 'Put a document into the bin, with all its versions and all that came in it (owners, editors)',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ binnedId }) => ({ params: { id: binnedId } }),
    responses: { 204: { description: 'in the bin for 30 days' } },
    handle: async ({ app, actor, params }) => {
      await deleteDocument(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/matters/:id/bin',
    summary: 'What was deleted in a matter and can be restored (owners, editors)',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    query: listQuerySchema,
    responses: { 200: { description: 'the latest first', schema: listOf(binEntrySchema) } },
    handle: async ({ app, actor, params, query }) => ({
      status: 200,
      body: await listBin(app, actor, { ...query, matterId: params.id }),
    }),
  }),
  route({
    method: 'post',
    path: '/api/documents/:id/restore',
    summary: 'Take a document out of the bin, whole (owners, editors)',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ binnedId }) => ({ params: { id: binnedId } }),
    responses: { 204: { description: 'where it was' } },
    handle: async ({ app, actor, params }) => {
      await restoreDocument(app, actor, params.id);
      return { status: 204 };
    },
  }),
];
