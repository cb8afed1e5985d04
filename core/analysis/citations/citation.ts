/** Where a citation of the same page stands. */
export type CitedSpan = { start: number; end: number };

/** A reporter's case, in full or by a later page ("410 U.S. at 153"). */
export type CaseCitation = {
  type: 'case' | 'short';
  /** Null for a loose-leaf service that is cited by paragraph alone ("Fed. Sec. L. Rep. (CCH) ¶ 98,456"). */
  volume: string | null;
  reporter: string;
  /** Null where the printer left a blank ("500 F.4th ___"). */
  page: string | null;
  pincite: string | null;
  name: string | null;
  court: string | null;
  year: number | null;
  docket: string | null;
};
export type CitationByVolume = {
  type: 'neutral' | 'journal' | 'federal-register' | 'session-law' | 'treaty';
  volume: string;
  reporter: string;
  page: string;
  pincite: string | null;
  year: number | null;
  name: string | null;
};
type ByCode = {
  type: 'statute' | 'regulation';
  title: string | null;
  code: string;
  section: string;
  subsection: string | null;
  andFollowing: boolean;
  jurisdiction: string;
};
type Other =
  | { type: 'id'; pincite: string | null }
  /** The name is null where only the page is said ("supra, at 12"). */
  | { type: 'supra'; name: string | null; pincite: string | null }
  | {
      type: 'constitution';
      jurisdiction: string;
      amendment: number | null;
      article: number | null;
      section: string | null;
      clause: number | null;
    }
  | { type: 'rule'; rules: string; rule: string; subsection: string | null }
  | { type: 'public-law'; congress: number; number: number }
  | { type: 'restatement'; edition: string | null; subject: string; section: string }
  | { type: 'docket'; number: string; name: string; court: string | null; year: number | null };

export type CitationDetail = CaseCitation | CitationByVolume | ByCode | Other;
export type Citation = CitedSpan & { detail: CitationDetail };

/** Reads what stands at a place and says nothing when it is no citation. */
export type CitationReader = (text: string, at: number) => Citation[] | undefined;

/**
 * Runs a sticky expression at a place. Every such expression here is free of nested repetition: its time is
 * bounded.
 */
export function readAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
