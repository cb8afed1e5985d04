/** One name of a metric in an expression, with the conditions on its labels. */
export type Selector = { metric: string; matchers: Matcher[] };
export type Matcher = { label: string; operator: '=' | '!=' | '=~' | '!~'; value: string };

const keywords = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'bool',
  'offset',
]);

/** Every metric that a PromQL expression names, and every label by which it groups. */
export function readPromql(expression: string): { selectors: Selector[]; groupedBy: string[] } {
  const groupedBy: string[] = [];
  const selectors: Selector[] = [];
  const text = expression
    // Words that label_replace is given are no names.
    .replaceAll(/,\s*"[^"]*"(?=\s*[,)])/g, ' ')
    .replaceAll(/^\s*#.*$/gm, '')
    .replaceAll(/\b(?:by|without|on|ignoring|group_left)\s*\(([^)]*)\)/g, (_, labels: string) => {
      groupedBy.push(
        ...labels
          .split(',')
          .map((label) => label.trim())
          .filter(Boolean),
      );
      return ' ';
    });
  const name = /([a-zA-Z_:][\w:]*)\s*(\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\})?(\s*\()?/g;
  for (const [, metric = '', braces = '', call] of text.replaceAll(/\[[^\]]*\]/g, ' ').matchAll(name)) {
    if (call !== undefined || keywords.has(metric) || /^\d/.test(metric)) continue;
    if (isPartOfNumber(metric)) continue;
    selectors.push({ metric, matchers: readMatchers(braces) });
  }
  return { selectors, groupedBy };
}

/** The conditions in braces: `{a="b",c!~"d"}`. */
export function readMatchers(braces: string): Matcher[] {
  return [...braces.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g)].map(
    ([, label = '', operator = '=', value = '']) => ({
      label,
      operator: operator as Matcher['operator'],
      value: value.replaceAll('\\\\', '\\'),
    }),
  );
}

/** Units behind a number (`offset 3h`) and exponents look like names. */
function isPartOfNumber(word: string): boolean {
  return /^(?:[smhdwy]|ms|e)$/.test(word);
}
