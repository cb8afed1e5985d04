/** What a person typed, taken apart by how each piece has to be looked up. */
export type ParsedQuery = {
  /** Words, with `or` and `-word` left in: for websearch_to_tsquery, stemmed. */
  words: string;
  /** "Quoted phrases", stop words and all: matched as written. */
  phrases: string[];
  /**
   * Bates numbers, dockets, sections, addresses: one token without punctuation, as identifier_tokens() keeps
   * them.
   */
  identifiers: string[];
};

const queryPieces = /"([^"]*)"?|(\S+)/g;
/** The same shape as identifier_tokens() in the first migration: both sides of the search must agree. */
const identifier = /^[\p{L}\p{N}]+(?:[-:./_@][\p{L}\p{N}]+)+$/u;
const maxPieces = 40;

/** Never throws: whatever is typed is a query, if only an empty one. */
export function parseQuery(typed: string): ParsedQuery {
  const parsed: ParsedQuery = { words: '', phrases: [], identifiers: [] };
  const words: string[] = [];
  for (const [, quoted, word] of [...typed.replace(/[“”„«»]/g, '"').matchAll(queryPieces)].slice(
    0,
    maxPieces,
  )) {
    const text = (quoted ?? word ?? '').trim();
    const bare = text.replace(/^[([{]+|[)\]},;.!?]+$/g, '');
    if (identifier.test(bare) && /[\d@]/.test(bare))
      parsed.identifiers.push(
        bare
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]/gu, '')
          .slice(0, 200),
      );
    else if (quoted !== undefined && /[\p{L}\p{N}]/u.test(text))
      parsed.phrases.push(replaceTagCharacters(text));
    else if (quoted === undefined) words.push(replaceTagCharacters(text));
  }
  parsed.words = words.join(' ');
  return parsed;
}

/**
 * What page_vectors() in the database does to the text of a page: "and/or" is two words, "<" begins no tag.
 */
function replaceTagCharacters(text: string): string {
  return text.replace(/[<>/]/g, ' ');
}

/** Whether nothing in a query can be looked up. */
export function isEmptyQuery(query: ParsedQuery): boolean {
  return !/[\p{L}\p{N}]/u.test(query.words) && query.phrases.length === 0 && query.identifiers.length === 0;
}
