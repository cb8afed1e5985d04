import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { rootDir } from '../../support/paths.ts';

const paths = globSync('{core,worker}/**/*.ts', { cwd: rootDir }).filter(
  (path) => !path.endsWith('.test.ts'),
);

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** The functions that other files can call: exported ones, and the methods of exported classes. */
function listPublicFunctions(statement: ts.Statement): { name: string; node: ts.Node }[] {
  if (!isExported(statement)) return [];
  if (ts.isFunctionDeclaration(statement)) return [{ name: statement.name?.text ?? '', node: statement }];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations
      .filter(({ initializer }) => initializer && ts.isArrowFunction(initializer))
      .map(({ name }) => ({ name: name.getText(), node: statement }));
  if (!ts.isClassDeclaration(statement)) return [];
  const methods = statement.members.filter(
    (member) =>
      ts.isMethodDeclaration(member) &&
      !ts.isPrivateIdentifier(member.name) &&
      !member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword),
  );
  return methods.map((node) => ({
    name: `${statement.name?.text ?? ''}.${node.name?.getText() ?? ''}`,
    node,
  }));
}

/** The public functions of a file that have no docstring, or one of tags alone. */
function listUndocumented(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap(listPublicFunctions).flatMap(({ name, node }) => {
    const comments = ts.getJSDocCommentsAndTags(node).filter((found) => ts.isJSDoc(found));
    return comments.some(({ comment }) => comment) ? [] : [`${path}: ${name}`];
  });
}

describe('every public function of core and worker', () => {
  it('says in a docstring what it promises', () => {
    assert.ok(paths.length > 200, `only ${paths.length} files were found`);
    const found = paths.flatMap((path) => listUndocumented(path, readFileSync(join(rootDir, path), 'utf8')));
    assert.deepEqual(found, []);
  });

  it('is found where it says nothing', () => {
    const text = [
      '/** Says it. */ export function documented() {}',
      '/** @throws Error */ export function tagsAlone() {}',
      'export async function bare() {}',
      'export const arrow = () => 1;',
      'export class Reader { read() {} #hidden() {} private own() {} }',
      'function inside() {}',
    ].join('\n');
    assert.deepEqual(listUndocumented('core/planted.ts', text), [
      'core/planted.ts: tagsAlone',
      'core/planted.ts: bare',
      'core/planted.ts: arrow',
      'core/planted.ts: Reader.read',
    ]);
  });
});
