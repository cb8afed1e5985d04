import { maxArchiveBytes, type ToolName, type ToolOptions } from '../../core/tools/sandbox-protocol.ts';
import {
  archiveListStep,
  officeConversionSteps,
  detectPaintStep,
  readerStep,
  sevenZipStep,
  tesseractStep,
  type ToolStep,
} from './programs.ts';

/** What one run of a tool may use; when it passes any of these its whole process group is killed. */
export type ToolLimits = {
  wallSeconds: number;
  cpuSeconds: number;
  /** Resident memory of all its processes together. The container has 1 GiB. */
  memoryBytes: number;
  /** Everything in the job folder and /tmp together, the input apart, and any single file. */
  outputBytes: number;
  processes: number;
};

type Tool<Options> = { steps: (options: Options) => ToolStep[]; limits: ToolLimits };

const megabyte = 1024 ** 2;
const defaultLimits: ToolLimits = {
  wallSeconds: 300,
  cpuSeconds: 300,
  memoryBytes: 768 * megabyte,
  outputBytes: 2_048 * megabyte,
  processes: 40,
};
const imageLimits: ToolLimits = {
  ...defaultLimits,
  wallSeconds: 150,
  cpuSeconds: 150,
  outputBytes: 1_024 * megabyte,
};

/** The archive itself and what is in it, side by side. */
const archiveLimits: ToolLimits = {
  ...defaultLimits,
  wallSeconds: 600,
  cpuSeconds: 600,
  outputBytes: 2 * maxArchiveBytes,
};

/** How each tool is run: the programs, in their order, and what they may use. */
export const tools: { [Name in ToolName]: Tool<ToolOptions[Name]> } = {
  'pdf-text': defineTool(() => [{ argv: ['pdftotext', '-tsv', 'input', 'words.tsv'] }]),
  // The decrypted copy is what the tools after it read; it stays beside the input for the worker to store.
  'pdf-unlock': defineTool((given) => [
    {
      argv: ['qpdf', '--decrypt', '--password-file=-', '--warning-exit-0', '--no-warn', 'input', 'unlocked'],
      stdin: `${given.password}\n`,
    },
    { argv: ['cp', 'unlocked', 'opened'] },
    { argv: ['mv', '-f', 'opened', 'input'] },
  ]),
  'office-unlock': defineTool((given) => [
    { ...readerStep('decrypt-office'), stdin: `${given.password}\n` },
    { argv: ['cp', 'unlocked', 'opened'] },
    { argv: ['mv', '-f', 'opened', 'input'] },
  ]),
  // Starting PDFium takes longer than reading a short document: it is asked only where something is painted
  // over an area.
  'pdf-paints': defineTool(() => [detectPaintStep()]),
  'pdf-hidden': defineTool(() => [readerStep('find-hidden-text')]),
  'pdf-images': defineTool(({ first, last }) => [
    {
      argv: ['pdfimages', '-list', '-f', String(first), '-l', String(last), 'input'],
      stdout: 'images.txt',
    },
  ]),
  'pdf-repair': defineTool(
    // Exit code 3 is "mended, with warnings"; what was mended is then the input.
    () => [
      { argv: ['qpdf', '--warning-exit-0', '--no-warn', '--object-streams=disable', 'input', 'mended'] },
      { argv: ['mv', '-f', 'mended', 'input'] },
    ],
  ),
  'ocr-pdf-page': defineTool(
    ({ page, dpi, ...reading }) => [
      {
        argv: [
          'pdftoppm',
          '-gray',
          '-r',
          String(dpi),
          '-f',
          String(page),
          '-l',
          String(page),
          '-singlefile',
          'input',
          'page',
        ],
      },
      tesseractStep('page.pgm', { ...reading, extra: ['--dpi', String(dpi)] }),
    ],
    imageLimits,
  ),
  'image-frames': defineTool(() => [readerStep('list-image-frames')], imageLimits),
  'ocr-image': defineTool(
    ({ frame, ...reading }) => [
      tesseractStep('input', { ...reading, extra: ['-c', `tessedit_page_number=${String(frame - 1)}`] }),
    ],
    imageLimits,
  ),
  'office-open-xml': defineTool(() => [readerStep('read-open-xml', 'input')]),
  'office-kind': defineTool(() => [readerStep('detect-office-kind')]),
  'office-objects': defineTool(() => [readerStep('save-ole-objects')]),
  'office-convert': defineTool(({ to }) => [
    ...officeConversionSteps(to),
    readerStep('read-open-xml', `converted/input.${to}`),
  ]),
  text: defineTool(() => [readerStep('read-text', 'input')]),
  'archive-list': defineTool(({ password }) => [archiveListStep(password), readerStep('list-archive')]),
  'archive-unpack': defineTool(({ maxBytes, ...given }) => {
    const step = sevenZipStep(['e', '-so', '-bd'], { ...given, stdout: 'content' });
    return [{ ...step, argv: ['prlimit', `--fsize=${String(maxBytes)}`, '--', ...step.argv] }];
  }, archiveLimits),
  'archive-match': defineTool(() => [readerStep('match-archive-entries')], archiveLimits),
  'archive-stream': defineTool(() => [readerStep('describe-stream')], archiveLimits),
  'archive-find': defineTool(() => [readerStep('find-archive')]),
  email: defineTool(() => [readerStep('read-email')]),
  'outlook-message': defineTool(() => [readerStep('read-outlook-message')]),
  tnef: defineTool(() => [readerStep('read-tnef')]),
  mailbox: defineTool(() => [readerStep('read-mailbox')], archiveLimits),
  calendar: defineTool(() => [readerStep('read-calendar')]),
  'signed-certificates': defineTool((given) => [
    {
      argv: ['openssl', 'pkcs7', '-print_certs', '-noout', '-inform', given.form, '-in', 'input'],
      stdout: 'signers.txt',
    },
  ]),
  // Who signed is shown, not judged (-noverify); `check` is whether what was signed is what is there.
  'signed-content': defineTool(({ check, ...given }) => [
    {
      argv: ['openssl', 'cms', '-verify', '-noverify', ...(check === 'no' ? ['-nosigs'] : [])].concat([
        '-binary',
        '-inform',
        given.form,
        '-in',
        'input',
        '-out',
        'content',
      ]),
    },
  ]),
};

function defineTool<Options>(steps: (options: Options) => ToolStep[], limits = defaultLimits): Tool<Options> {
  return { steps, limits };
}
