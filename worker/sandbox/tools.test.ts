import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Unreadable } from '../../core/platform/errors.ts';
import { withReadableReason, ToolFailed } from '../../core/tools/tool-errors.ts';
import {
  toolOptions,
  type ToolFailureKind,
  type ToolName,
  type ToolOptions,
} from '../../core/tools/sandbox-protocol.ts';
import { tools } from './tools.ts';

describe('What the worker asks the sandbox checks again', () => {
  const examples: ToolOptions = {
    'pdf-text': {},
    'pdf-unlock': { password: 'open sesame' },
    'office-unlock': { password: 'open sesame' },
    'pdf-paints': {},
    'pdf-hidden': {},
    'pdf-images': { first: 1, last: 2 },
    'pdf-repair': {},
    'ocr-pdf-page': { page: 1, dpi: 300, segmentation: '3', language: 'eng' },
    'image-frames': {},
    'ocr-image': { frame: 1, segmentation: '1', language: 'eng' },
    'office-open-xml': {},
    'office-objects': {},
    'office-convert': { to: 'docx' },
    'office-kind': {},
    text: {},
    email: {},
    'outlook-message': {},
    mailbox: {},
    tnef: {},
    calendar: {},
    'signed-certificates': { form: 'PEM' },
    'signed-content': { form: 'DER', check: 'no' },
    'archive-list': { password: '' },
    'archive-unpack': { password: 'open sesame', maxBytes: 1 },
    'archive-match': {},
    'archive-stream': {},
    'archive-find': {},
  };

  it('option by option, and nothing besides', () => {
    for (const [name, options] of Object.entries(examples)) {
      const tool = tools[name as ToolName];
      assert.ok(toolOptions[name as ToolName].safeParse(options).success, name);
      assert.equal(toolOptions[name as ToolName].safeParse({ ...options, more: 1 }).success, false, name);
      for (const step of tool.steps(options as never))
        assert.ok(step.argv.every((part) => typeof part === 'string'));
    }
  });

  it('and each reader that a tool starts is there', () => {
    const readers = Object.entries(examples)
      .flatMap(([name, options]) => tools[name as ToolName].steps(options as never))
      .flatMap(({ argv }) => argv.filter((part) => /\/readers\/[a-z-]+\.[jt]s$/.test(part)));
    assert.ok(readers.length > 10, readers.join());
    assert.deepEqual(
      readers.filter((path) => !existsSync(path)),
      [],
    );
  });
});

describe('What a tool could not do is said in words a paralegal can act on', () => {
  const reasonOf = (failure: ToolFailureKind, said: string) =>
    withReadableReason(() => Promise.reject(new ToolFailed(failure, said))).catch((error: unknown) => error);

  it('each failure in a sentence of its own', async () => {
    const failures: ToolFailureKind[] = [
      'timeout',
      'memory',
      'output',
      'processes',
      'crashed',
      'exit',
      'refused',
    ];
    const reasons = await Promise.all(failures.map((failure) => reasonOf(failure, '')));
    const sentences = reasons.map((reason) => (reason instanceof Unreadable ? reason.message : ''));
    assert.equal(new Set(sentences).size, failures.length);
    for (const sentence of sentences) assert.match(sentence, /^[A-Z].+\.$/);
  });

  it('a locked file needs its password', async () => {
    const reason = await reasonOf('exit', 'Command Line Error: Incorrect password');
    assert.ok(reason instanceof Unreadable && reason.state === 'needs-password');
  });

  it('and never with what the tool said: it may quote the document', async () => {
    const reason = await reasonOf('exit', 'Syntax error near "privileged words"');
    assert.ok(reason instanceof Unreadable && !reason.message.includes('privileged'));
  });

  it('other errors pass', async () => {
    const error = new Error('other');
    assert.equal(
      await withReadableReason(() => Promise.reject(error)).catch((caught: unknown) => caught),
      error,
    );
  });
});
