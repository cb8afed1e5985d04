import { Prisma } from '../platform/database.ts';
import type { ParsedQuery, QueryElement, QueryTerm } from './parse-query.ts';
import { quoteLexeme, seamSign } from './write-vectors.ts';

/**
 * The condition by which the table `page` is searched. Plain operators only: anything cleverer would keep Postgres
 * from using the word indexes.
 */
export function writeConditions({ groups }: ParsedQuery): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(groups.map(writeGroup), ' OR ')})`;
}

function writeGroup(group: readonly QueryTerm[]): Prisma.Sql {
  const wanted = group.filter(({ isNegated }) => !isNegated);
  const conditions = (['search', 'exact'] as const).flatMap((column) => {
    const terms = wanted.filter((term) => term.column === column);
    return terms.length === 0 ? [] : [matches(column, terms.map((term) => writeTerm(term)).join(' & '))];
  });
  for (const term of group)
    if (term.isNegated) conditions.push(Prisma.sql`NOT ${matches(term.column, writeTerm(term))}`);
  return Prisma.sql`(${Prisma.join(conditions, ' AND ')})`;
}

function matches(column: QueryTerm['column'], query: string): Prisma.Sql {
  return column === 'search'
    ? Prisma.sql`page.search @@ ${query}::tsquery`
    : Prisma.sql`page.exact @@ ${query}::tsquery`;
}

/** What pages are ranked by: the stems that are asked for. Empty where nothing but phrases and identifiers is. */
export function writeRankQuery({ groups }: ParsedQuery): string {
  return groups
    .map((group) => group.filter(({ column, isNegated }) => column === 'search' && !isNegated))
    .filter((terms) => terms.length > 0)
    .map((terms) => `(${terms.map((term) => writeTerm(term)).join(' & ')})`)
    .join(' | ');
}

function writeTerm({ variants, isPhrase, isNegated }: QueryTerm): string {
  const written = variants.map((elements) => writeElements(elements));
  const overSeam = isPhrase && !isNegated ? variants.filter(({ length }) => length > 1) : [];
  return `(${[...written, ...overSeam.map(writeSeamElements)].join(' | ')})`;
}

type ElementWriter = (element: QueryElement, index: number, count: number) => string;

function writeElements(elements: readonly QueryElement[], write: ElementWriter = writeElement): string {
  const written = elements.map((element, index) => {
    const distance = element.offset - (elements[index - 1]?.offset ?? element.offset);
    return `${index === 0 ? '' : ` <${distance}> `}${write(element, index, elements.length)}`;
  });
  return `(${written.join('')})`;
}

function writeElement({ lexeme, isPrefix }: QueryElement): string {
  return quoteLexeme(lexeme) + (isPrefix ? ':*' : '');
}

/** The first word stands before the end of the page, the last one after it: weights say which (write-vectors.ts). */
function writeSeamElements(elements: readonly QueryElement[]): string {
  return writeElements(elements, ({ lexeme, isPrefix }, index, count) => {
    const side = index === 0 ? 'AC' : index === count - 1 ? 'BC' : '';
    const suffix = (isPrefix ? '*' : '') + side;
    return quoteLexeme(seamSign + lexeme) + (suffix && `:${suffix}`);
  });
}
