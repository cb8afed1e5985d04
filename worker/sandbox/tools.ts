import { z } from 'zod';
import {
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

type Tool = { options: z.ZodType; steps: (options: never) => ToolStep[]; limits: ToolLimits };

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

const maxArchiveBytes = 9 * 1024 ** 3;
/** The archive itself and what is in it, side by side. */
const archiveLimits: ToolLimits = {
  ...defaultLimits,
  wallSeconds: 600,
  cpuSeconds: 600,
  outputBytes: 2 * maxArchiveBytes,
};

const noOptions = z.strictObject({});
/** Written to the program's standard input as one line. */
const passwordSchema = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u);
const encodingSchema = z.enum(['DER', 'PEM']);
const pageNumberSchema = z.int().min(1).max(1_000_000);
const segmentationSchema = z.enum(['3', '1']);
const languageSchema = z.enum(['eng']);

/**
 * Every tool there is. Arguments come from this file; of a request only checked numbers and names from closed
 * lists.
 */
export const tools = {
  'pdf-text': defineTool(
    noOptions,
    () => [{ argv: ['pdftotext', '-tsv', 'input', 'words.tsv'] }],
    defaultLimits,
  ),
  // The decrypted copy is what the tools after it read; it stays beside the input for the worker to store.
  'pdf-unlock': defineTool(
    z.strictObject({ password: passwordSchema }),
    (options) => [
      {
        argv: [
          'qpdf',
          '--decrypt',
          '--password-file=-',
          '--warning-exit-0',
          '--no-warn',
          'input',
          'unlocked',
        ],
        stdin: `${options.password}\n`,
      },
      { argv: ['cp', 'unlocked', 'opened'] },
      { argv: ['mv', '-f', 'opened', 'input'] },
    ],
    defaultLimits,
  ),
  'office-unlock': defineTool(
    z.strictObject({ password: passwordSchema }),
    (options) => [
      { ...readerStep('decrypt-office'), stdin: `${options.password}\n` },
      { argv: ['cp', 'unlocked', 'opened'] },
      { argv: ['mv', '-f', 'opened', 'input'] },
    ],
    defaultLimits,
  ),
  // Starting PDFium takes longer than reading a short document: it is asked only where something is painted
  // over an area.
  'pdf-paints': defineTool(noOptions, () => [detectPaintStep()], defaultLimits),
  'pdf-hidden': defineTool(noOptions, () => [readerStep('find-hidden-text')], defaultLimits),
  'pdf-images': defineTool(
    z.strictObject({ first: pageNumberSchema, last: pageNumberSchema }),
    ({ first, last }) => [
      {
        argv: ['pdfimages', '-list', '-f', String(first), '-l', String(last), 'input'],
        stdout: 'images.txt',
      },
    ],
    defaultLimits,
  ),
  'pdf-repair': defineTool(
    noOptions,
    // Exit code 3 is "mended, with warnings"; what was mended is then the input.
    () => [
      { argv: ['qpdf', '--warning-exit-0', '--no-warn', '--object-streams=disable', 'input', 'mended'] },
      { argv: ['mv', '-f', 'mended', 'input'] },
    ],
    defaultLimits,
  ),
  'ocr-pdf-page': defineTool(
    z.strictObject({
      page: pageNumberSchema,
      dpi: z.int().min(20).max(600),
      segmentation: segmentationSchema,
      language: languageSchema,
    }),
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
  'image-frames': defineTool(noOptions, () => [readerStep('list-image-frames')], imageLimits),
  'ocr-image': defineTool(
    z.strictObject({ frame: pageNumberSchema, segmentation: segmentationSchema, language: languageSchema }),
    ({ frame, ...reading }) => [
      tesseractStep('input', { ...reading, extra: ['-c', `tessedit_page_number=${String(frame - 1)}`] }),
    ],
    imageLimits,
  ),
  'office-open-xml': defineTool(noOptions, () => [readerStep('read-open-xml', 'input')], defaultLimits),
  'office-kind': defineTool(noOptions, () => [readerStep('detect-office-kind')], defaultLimits),
  'office-objects': defineTool(noOptions, () => [readerStep('save-ole-objects')], defaultLimits),
  'office-convert': defineTool(
    z.strictObject({ to: z.enum(['docx', 'xlsx', 'pptx']) }),
    ({ to }) => [...officeConversionSteps(to), readerStep('read-open-xml', `converted/input.${to}`)],
    defaultLimits,
  ),
  text: defineTool(noOptions, () => [readerStep('read-text', 'input')], defaultLimits),
  'archive-list': defineTool(
    z.strictObject({ password: passwordSchema }),
    (options) => [
      sevenZipStep(['l', '-slt', '-ba'], { ...options, stdout: 'list.txt' }),
      readerStep('list-archive'),
    ],
    defaultLimits,
  ),
  'archive-unpack': defineTool(
    z.strictObject({ password: passwordSchema, maxBytes: z.int().min(1).max(maxArchiveBytes) }),
    ({ maxBytes, ...options }) => {
      const step = sevenZipStep(['e', '-so', '-bd'], { ...options, stdout: 'content' });
      return [{ ...step, argv: ['prlimit', `--fsize=${String(maxBytes)}`, '--', ...step.argv] }];
    },
    archiveLimits,
  ),
  'archive-match': defineTool(noOptions, () => [readerStep('match-archive-entries')], archiveLimits),
  email: defineTool(noOptions, () => [readerStep('read-email')], defaultLimits),
  'outlook-message': defineTool(noOptions, () => [readerStep('read-outlook-message')], defaultLimits),
  mailbox: defineTool(noOptions, () => [readerStep('read-mailbox')], archiveLimits),
  calendar: defineTool(noOptions, () => [readerStep('read-calendar')], defaultLimits),
  'signed-certificates': defineTool(
    z.strictObject({ form: encodingSchema }),
    (options) => [
      {
        argv: ['openssl', 'pkcs7', '-print_certs', '-noout', '-inform', options.form, '-in', 'input'],
        stdout: 'signers.txt',
      },
    ],
    defaultLimits,
  ),
  // Who signed is shown, not judged (-noverify); `check` is whether what was signed is what is there.
  'signed-content': defineTool(
    z.strictObject({ form: encodingSchema, check: z.enum(['yes', 'no']) }),
    ({ check, ...options }) => [
      {
        argv: ['openssl', 'cms', '-verify', '-noverify', ...(check === 'no' ? ['-nosigs'] : [])].concat([
          '-binary',
          '-inform',
          options.form,
          '-in',
          'input',
          '-out',
          'content',
        ]),
      },
    ],
    defaultLimits,
  ),
} as const satisfies Record<string, Tool>;

export type SandboxToolName = keyof typeof tools;

function defineTool<O>(options: z.ZodType<O>, steps: (options: O) => ToolStep[], limits: ToolLimits) {
  return { options, steps, limits };
}
