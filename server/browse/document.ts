import { h } from 'preact';
import { listFindings } from '../../core/analysis/read-findings.ts';
import type { DocumentDetail } from '../../core/documents/document-view.ts';
import { journey } from '../../core/documents/journey.ts';
import { givePassword } from '../../core/documents/give-password.ts';
import { getDocument, getPage, type PageView } from '../../core/documents/read-documents.ts';
import { retryStep } from '../../core/documents/retry-step.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { Problem } from '../../core/platform/errors.ts';
import { documentPasswordSchema } from '../api/document-schemas.ts';
import { DocumentPage } from '../pages/document.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, sendOn, type Visit } from './visit.ts';

/** More than anybody looks through beside a page. */
const maxFindings = 200;

export async function showDocument(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  const document = await getDocument(app, who, id);
  const matter = await getMatter(app, who, document.matterId);
  const q = asked(request, 'q').slice(0, 1000);
  const number = wantedPage(asked(request, 'page'), document.pageCount ?? 1);
  const text = await textOf(visit, document, number);
  const { items: found } = await listFindings(app, who, { documentId: id, page: number, limit: maxFindings });
  const mark = wantedMark(asked(request, 'mark'), text.page?.text.length ?? 0);
  const chrome = chromeOf(response, 'matters', q);
  sendPage(response, h(DocumentPage, { chrome, document, matter, number, q, found, mark, ...text }));
}

export async function tryAgain({ app, who, id, response }: Visit): Promise<void> {
  await retryStep(app, who, id);
  sendOn(response, `/documents/${id}`);
}

export async function unlock({ app, who, id, request, response }: Visit): Promise<void> {
  const { password } = readForm(request, documentPasswordSchema);
  await givePassword(app, who, { documentId: id, password });
  sendOn(response, `/documents/${id}`);
}

/** "12-34": a place in the text; anything else marks nothing. */
function wantedMark(typed: string, length: number): { start: number; end: number } | null {
  const [, start, end] = /^(\d{1,9})-(\d{1,9})$/.exec(typed) ?? [];
  const span = { start: Number(start), end: Number(end) };
  return span.start < span.end && span.end <= length ? span : null;
}

/** A number past the end shows the last page: the link may be older than a second reading. */
function wantedPage(typed: string, count: number): number {
  const number = /^\d{1,7}$/.test(typed) ? Number(typed) : 1;
  return Math.max(1, Math.min(number, count));
}

async function textOf(
  { app, who, id }: Visit,
  document: DocumentDetail,
  number: number,
): Promise<{ page: PageView | null; noText?: string }> {
  if (document.pageCount === null) return { page: null, noText: whyNoText(document) };
  try {
    return { page: await getPage(app, who, { documentId: id, number }) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.type === 'conflict') return { page: null, noText: error.message };
    if (error.type === 'not-found') return { page: null, noText: whyNoText(document) };
    throw error;
  }
}

function whyNoText({ state }: DocumentDetail): string {
  if (state === 'quarantined') return 'A virus was found in this file. Nobody can open it.';
  if (state === 'stored' || state === 'scanning')
    return 'The file is being checked for viruses. It will appear here by itself.';
  return journey[state].final
    ? 'There is no text of this document. The original is kept as it came and can be downloaded.'
    : 'The text is being read. It will appear here by itself.';
}
