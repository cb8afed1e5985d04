/** What the analysis of a document looks for. */
export const findingKinds = [
  'citation',
  'court',
  'docket',
  'party',
  'date',
  'money',
  'email',
  'phone',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/**
 * A thing found in a page's text, which it takes up from `start` to before `end`, counted in UTF-16 code
 * units.
 */
export type Finding = {
  kind: FindingKind;
  start: number;
  end: number;
  text: string;
  detail: Record<string, unknown>;
};

/** In the order of the text; of two that share a character, the one that begins first and reaches further. */
export function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const inOrder = findings.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return inOrder.filter((finding) => {
    if (finding.start < end) return false;
    end = finding.end;
    return true;
  });
}
