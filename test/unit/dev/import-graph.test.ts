import assert from 'node:assert/strict';
import { findConcernedTests, readImportGraph } from '../../dev/import-graph.ts';
import { rootDir } from '../../support/paths.ts';

describe('what "npm run watch" runs after a change', () => {
  const graph = readImportGraph(rootDir);

  it('is the test itself, and the test beside a source', () => {
    const test = 'core/tools/text-quality.test.ts';
    assert.deepEqual(findConcernedTests(graph, [test]), [test]);
    assert.ok(findConcernedTests(graph, ['core/tools/text-quality.ts']).includes(test));
  });

  it('is what imports it, however far away, and pages too', () => {
    assert.ok(
      findConcernedTests(graph, ['core/platform/errors.ts']).includes('worker/sandbox/tools.test.ts'),
    );
    const pages = graph.files.filter((file) => file.endsWith('.tsx'));
    assert.ok(findConcernedTests(graph, pages).length > 0);
  });

  it('is nothing for what no unit test reaches, and never a test that needs services', () => {
    assert.deepEqual(findConcernedTests(graph, ['core/there-is-no-such-file.ts']), []);
    const all = findConcernedTests(graph, graph.files);
    assert.ok(all.length > 15, String(all.length));
    assert.deepEqual(
      all.filter((file) => /^test\/(api|worker|ops|journeys|stack|gates)\//.test(file)),
      [],
    );
  });
});
