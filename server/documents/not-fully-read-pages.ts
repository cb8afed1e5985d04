import { h } from 'preact';
import { listNotFullyRead } from '../../core/documents/read/list-not-fully-read.ts';
import { optionalQueryValue, pageRoute, type PageRequest, type PageRoute } from '../http/page-route.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { findMatterName } from '../matters/find-matter-name.ts';
import { NotFullyReadPage } from './views/not-fully-read-page.tsx';

/** What a search cannot see. */
export const notFullyReadPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/unread',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ query: `?matter=${id}` }),
    handle: showNotFullyRead,
  }),
];

const maxRows = 50;

async function showNotFullyRead(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const matterId = optionalQueryValue(request, 'matter');
  const matter =
    matterId === undefined ? null : { id: matterId, name: await findMatterName(pageRequest, matterId) };
  const documents = await listNotFullyRead(app, actor, {
    matter: matterId,
    limit: maxRows,
    cursor: optionalQueryValue(request, 'cursor'),
  });
  sendPage(
    response,
    h(NotFullyReadPage, { pageFrame: buildPageFrame(response, 'matters'), matter, documents }),
  );
}
