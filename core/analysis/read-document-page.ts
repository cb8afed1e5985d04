import { readAuthorized } from '../access/authorize.ts';
import type { Actor } from '../actor.ts';
import { findingsStatement, toFindingsPage, type FindingView } from './list-findings.ts';
import type { App } from '../app.ts';
import { toMatterView, type MatterView } from '../matters/matters.ts';
import { Problem } from '../platform/errors.ts';
import { settleAllMatters } from '../platform/settle-actor.ts';
import type { DocumentDetail } from '../documents/read/document-view.ts';
import { detailStatement } from '../documents/read/read-detail.ts';
import {
  pagesStatement,
  toMarkedPage,
  toSeenDetail,
  type MarkedPageView,
} from '../documents/read/read-documents.ts';
import {
  candidatesStatement,
  toNearDuplicates,
  type NearDuplicates,
} from '../documents/versions/find-near-duplicates.ts';

/** All that the first screen of a document's page says of it. */
export type DocumentPageView = {
  document: DocumentDetail;
  matter: MatterView;
  /** The page that is shown: the last one where there are not so many. */
  number: number;
  /** Null where there is none; a Problem where it cannot be shown yet. */
  page: MarkedPageView | Problem | null;
  findings: FindingView[];
  /** Among all that the person sees, in whatever matter. */
  nearDuplicates: NearDuplicates;
};

/** More than anybody looks through beside a page. */
const maxFindings = 200;

type PageWanted = { documentId: string; number: number; q: string };

/**
 * Reads all that the first screen of a document's page says of it, in one round trip; in a second one where the document
 * has fewer pages than the one that is asked for: the link may be older than a second reading.
 * @throws Problem `not-found`
 */
export async function readDocumentPage(
  app: Pick<App, 'database'>,
  actor: Actor,
  wanted: PageWanted,
): Promise<DocumentPageView> {
  const { documentId, number } = wanted;
  const findingsWanted = { documentId, page: number, limit: maxFindings };
  const view = await readAuthorized(app, actor, {
    ability: 'view matter',
    about: { documentId },
    statements: [
      detailStatement(documentId),
      pagesStatement(documentId, number),
      findingsStatement(findingsWanted),
      // What follows looks into other matters as well; what stands before has seen this one alone.
      settleAllMatters,
      candidatesStatement(documentId),
    ] as const,
    toAnswer: ([details, pages, findings, , candidates], matter, seen) => {
      const last = Math.max(1, details[0]?.pageCount ?? number);
      if (number > last) return { last };
      const document = toSeenDetail(details, { actor, matter, seen });
      const about = { actor, matterId: matter.id, seen };
      const nearDuplicates = toNearDuplicates(candidates, { ...about, documentId });
      const shown = { document, matter: toMatterView(actor, matter), number, nearDuplicates };
      if (document.pageCount === null) return { ...shown, page: null, findings: [] };
      return {
        ...shown,
        page: orProblem(() => toMarkedPage(pages, wanted, about)),
        findings: toFindingsPage(findings, findingsWanted, about).items,
      };
    },
  });
  return 'last' in view ? readDocumentPage(app, actor, { ...wanted, number: view.last }) : view;
}

/** What the page itself answers: it has no text, or not yet. */
function orProblem(read: () => MarkedPageView): MarkedPageView | Problem | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem && error.type === 'conflict') return error;
    if (error instanceof Problem && error.type === 'not-found') return null;
    throw error;
  }
}
