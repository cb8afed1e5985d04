import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type typescript from 'typescript';

/**
 * Lets Node run the pages as they are written: it strips types by itself, but turns no JSX into calls.
 * Preloaded (`node --import`) by what runs the sources without a build.
 */
const require = createRequire(import.meta.url);
const cacheDir = join(import.meta.dirname, '../../.dev/pages');

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context);
    return { format: 'module', source: loadPage(fileURLToPath(url)), shortCircuit: true };
  },
});

/** From the cache where the page is as it was: the compiler takes longer to start than most tests. */
function loadPage(fileName: string): string {
  const text = readFileSync(fileName, 'utf8');
  const cached = join(cacheDir, `${createHash('sha256').update(fileName).update(text).digest('hex')}.js`);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    const output = transpile(fileName, text);
    store(cached, output);
    return output;
  }
}

/** Where root started the services, the folder is root's: then the next run takes as long as this one. */
function store(cached: string, output: string): void {
  try {
    mkdirSync(cacheDir, { recursive: true });
    writeFileSync(cached, output);
  } catch {
    return;
  }
}

function transpile(fileName: string, text: string): string {
  const ts = require('typescript') as typeof typescript;
  return ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.ESNext,
      jsx: ts.JsxEmit.ReactJSX,
      jsxImportSource: 'preact',
      inlineSourceMap: true,
      inlineSources: true,
    },
  }).outputText;
}
