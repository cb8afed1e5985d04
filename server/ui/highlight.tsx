const queryTerms = /"([^"]*)"?|(\S+)/g;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** The words of `query` marked in `text`, in the forms search finds them in: "leases" also marks "lease" and "leased". */
export function Highlighted({ text, query }: { text: string; query: string }) {
  const wanted = buildPattern(query);
  if (!wanted) return <>{text}</>;
  return <>{text.split(wanted).map((part, index) => (index % 2 === 1 ? <mark>{part}</mark> : part))}</>;
}

/** A snippet of the search: escaped text with <mark> around what matched. It is taken apart and written anew as text. */
export function Snippet({ of }: { of: string }) {
  const parts = of.split(/<mark>(.*?)<\/mark>/s);
  return (
    <>
      {parts.map((part, index) => (index % 2 === 1 ? <mark>{unescapeHtml(part)}</mark> : unescapeHtml(part)))}
    </>
  );
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}

function buildPattern(query: string): RegExp | undefined {
  const alternatives: string[] = [];
  for (const [, phrase, word] of query.replace(/[“”„«»]/g, '"').matchAll(queryTerms)) {
    if (phrase !== undefined && letterOrDigit.test(phrase))
      alternatives.push(phrase.trim().split(/\s+/).map(escapeRegExp).join('\\s+'));
    if (word !== undefined && letterOrDigit.test(word) && !/^(-.*|or|and)$/i.test(word))
      alternatives.push(buildWordForms(word));
  }
  if (alternatives.length === 0) return undefined;
  // Longest first, or "lease agreement" would be cut short by "lease".
  const longestFirst = alternatives.toSorted((one, other) => other.length - one.length);
  return new RegExp(`(?<![\\p{L}\\p{N}])(${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

function buildWordForms(word: string): string {
  const bare = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (!/^\p{L}{4,}$/u.test(bare)) return escapeRegExp(bare);
  // A rough stem: what English adds to the end of a word. Postgres decides what is found; this only marks it.
  const stem = bare.replace(/(?:ies|ied|ing|es|ed|ly|s|e|y)$/i, '');
  return stem.length < 3
    ? escapeRegExp(bare)
    : `${escapeRegExp(stem)}(?:ies|ied|ing|ings|es|ed|er|ers|ly|s|e|y|ion|ions)?`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
