import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Unreadable } from '../../core/platform/errors.ts';
import { withReadableReason, ToolFailed } from '../../core/tools/tool-errors.ts';
import type { ToolFailureKind, ToolOptions } from '../../core/tools/sandbox-protocol.ts';
import { tools, type SandboxToolName } from './tools.ts';

describe('What the worker may ask and what the sandbox can do are the same list', () => {
  // The compiler compares the names; these two lines do not compile when one list has what the other lacks.
  const asked: Record<keyof ToolOptions, true> = {} as Record<SandboxToolName, true>;
  const done: Record<SandboxToolName, true> = {} as Record<keyof ToolOptions, true>;

  it('with the same options', () => {
    assert.deepEqual(asked, done);
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
      calendar: {},
      'signed-certificates': { form: 'PEM' },
      'signed-content': { form: 'DER', check: 'no' },
      'archive-list': { password: '' },
      'archive-unpack': { password: 'open sesame', maxBytes: 1 },
      'archive-match': {},
    };
    for (const [name, options] of Object.entries(examples)) {
      const tool = tools[name as SandboxToolName];
      assert.ok(tool.options.safeParse(options).success, name);
      assert.equal(tool.options.safeParse({ ...options, more: 1 }).success, false, name);
      for (const { argv } of tool.steps(options as never)) {
        assert.ok(argv.every((part) => typeof part === 'string'));
        const reader = argv.find((part) => part.includes('/readers/'));
        assert.equal(argv[0] === 'node', reader !== undefined, name);
        assert.ok(reader === undefined || existsSync(reader), `${name} starts ${reader ?? ''}`);
      }
    }
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
