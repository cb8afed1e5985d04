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

/** A thing found in a page's text, which it takes up from `start` to before `end`, counted in UTF-16 code units. */
export type Finding = {
  kind: FindingKind;
  start: number;
  end: number;
  text: string;
  detail: Record<string, unknown>;
};

/** A finder reads one page and remembers nothing; its time grows no faster than the text. */
export type Finder = (text: string) => Finding[];
