import { h } from 'preact';
import { listNotFullyRead } from '../../core/documents/read/list-not-fully-read.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { optionalQueryValue, pageRoute, type PageRequest, type PageRoute } from '../http/page-route.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { NotFullyReadPage } from './views/not-fully-read-page.tsx';

/** What a search cannot see. */
export const notFullyReadPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/unread',
    access: 'signed-in',
    sample: ({ id }) => ({ query: `?matter=${id}` }),
    handle: showNotFullyRead,
  }),
];

const maxRows = 50;

async function showNotFullyRead({ app, actor, request, response }: PageRequest): Promise<void> {
  const matterId = optionalQueryValue(request, 'matter');
  const matter = matterId === undefined ? null : await getMatter(app, actor, matterId);
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
