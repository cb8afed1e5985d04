import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { rootDir } from '../../support/paths.ts';

// One `toLocaleString` makes a formatter and throws it away: that was a third of the page of a matter (docs/performance.md).
const paths = globSync('{core,server,worker,ops}/**/*.{ts,tsx}', { cwd: rootDir }).filter(
  (path) => !path.endsWith('.test.ts'),
);

/** Where a text is formatted or compared by a language's rules with what is made for this once alone. */
function findThrownAway(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, isInFunction: boolean): void => {
    const isMade = (ts.isNewExpression(node) || ts.isCallExpression(node)) && isOfIntl(node.expression);
    if (isMade && isInFunction) found.push(describePlace(source, node));
    if (ts.isPropertyAccessExpression(node) && /^(?:toLocale\w*String|localeCompare)$/.test(node.name.text))
      found.push(describePlace(source, node));
    ts.forEachChild(node, (child) =>
      visit(child, isInFunction || ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)),
    );
  };
  visit(source, false);
  return found;
}

/** `Intl.Collator` and its like; `Intl.getCanonicalLocales` makes nothing. */
function isOfIntl(callee: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(callee) &&
    callee.expression.getText() === 'Intl' &&
    /^[A-Z]/.test(callee.name.text)
  );
}

function describePlace(source: ts.SourceFile, node: ts.Node): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${source.fileName}:${line + 1}: ${node.getText().slice(0, 60)}`;
}

describe('formatters and collators', () => {
  it('are made once, beside the functions that use them, and never for one text', () => {
    assert.ok(paths.length > 600, `only ${paths.length} files were found`);
    assert.deepEqual(
      paths.flatMap((path) => findThrownAway(path, readFileSync(join(rootDir, path), 'utf8'))),
      [],
    );
  });

  it('are found where they are made for one text', () => {
    const text = [
      "const once = new Intl.NumberFormat('en');",
      "function often() { return new Intl.NumberFormat('en').format(1); }",
      "const arrow = () => Intl.DateTimeFormat('en').format();",
      'const shown = (1).toLocaleString();',
      'const date = new Date().toLocaleDateString("en");',
      "const order = ['b', 'a'].sort((a, b) => a.localeCompare(b));",
      'class Each { #own = new Intl.Collator(); }',
    ].join('\n');
    assert.deepEqual(
      findThrownAway('planted.ts', text).map((place) => place.split(':')[1]),
      ['2', '3', '4', '5', '6', '7'],
    );
  });
});
