import { z } from 'zod';
import { convert, firstPaint, nodeChild, sevenZip, tesseract, type Step } from './programs.ts';

/** What one run of a tool may use; when it passes any of these its whole process group is killed. */
export type Limits = {
  wallSeconds: number;
  cpuSeconds: number;
  /** Resident memory of all its processes together. The container has 1 GiB. */
  memoryBytes: number;
  /** Everything in the job folder and /tmp together, the input apart, and any single file. */
  outputBytes: number;
  processes: number;
};

type Tool = { options: z.ZodType; steps: (options: never) => Step[]; limits: Limits };

const megabyte = 1024 ** 2;
const usual: Limits = {
  wallSeconds: 300,
  cpuSeconds: 300,
  memoryBytes: 768 * megabyte,
  outputBytes: 2_048 * megabyte,
  processes: 40,
};
const oneImage: Limits = { ...usual, wallSeconds: 150, cpuSeconds: 150, outputBytes: 1_024 * megabyte };

const maxArchiveBytes = 9 * 1024 ** 3;
/** The archive itself and what is in it, side by side. */
const wholeArchive: Limits = {
  ...usual,
  wallSeconds: 600,
  cpuSeconds: 600,
  outputBytes: 2 * maxArchiveBytes,
};

const none = z.strictObject({});
/** Written to the program's standard input as one line. */
const password = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u);
const form = z.enum(['DER', 'PEM']);
const pageNumber = z.int().min(1).max(1_000_000);
const segmentation = z.enum(['3', '1']);
const language = z.enum(['eng']);

/** Every tool there is. Arguments come from this file; of a request only checked numbers and names from closed lists. */
export const tools = {
  'pdf-text': tool(none, () => [{ argv: ['pdftotext', '-tsv', 'input', 'words.tsv'] }], usual),
  // What is unlocked is what the tools after it read, and stays beside it for the worker to keep.
  'pdf-unlock': tool(
    z.strictObject({ password }),
    (given) => [
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
        stdin: `${given.password}\n`,
      },
      { argv: ['cp', 'unlocked', 'opened'] },
      { argv: ['mv', '-f', 'opened', 'input'] },
    ],
    usual,
  ),
  'office-unlock': tool(
    z.strictObject({ password }),
    (given) => [
      { ...nodeChild('office-unlock'), stdin: `${given.password}\n` },
      { argv: ['cp', 'unlocked', 'opened'] },
      { argv: ['mv', '-f', 'opened', 'input'] },
    ],
    usual,
  ),
  // Starting PDFium takes longer than reading a short document: it is asked only where something is painted over an area.
  'pdf-paints': tool(none, () => [firstPaint()], usual),
  'pdf-hidden': tool(none, () => [nodeChild('find-hidden-text')], usual),
  'pdf-images': tool(
    z.strictObject({ first: pageNumber, last: pageNumber }),
    ({ first, last }) => [
      {
        argv: ['pdfimages', '-list', '-f', String(first), '-l', String(last), 'input'],
        stdout: 'images.txt',
      },
    ],
    usual,
  ),
  'pdf-repair': tool(
    none,
    // Exit code 3 is "mended, with warnings"; what was mended is then the input.
    () => [
      { argv: ['qpdf', '--warning-exit-0', '--no-warn', '--object-streams=disable', 'input', 'mended'] },
      { argv: ['mv', '-f', 'mended', 'input'] },
    ],
    usual,
  ),
  'ocr-pdf-page': tool(
    z.strictObject({ page: pageNumber, dpi: z.int().min(20).max(600), segmentation, language }),
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
      tesseract('page.pgm', { ...reading, extra: ['--dpi', String(dpi)] }),
    ],
    oneImage,
  ),
  'image-frames': tool(none, () => [nodeChild('image-frames')], oneImage),
  'ocr-image': tool(
    z.strictObject({ frame: pageNumber, segmentation, language }),
    ({ frame, ...reading }) => [
      tesseract('input', { ...reading, extra: ['-c', `tessedit_page_number=${String(frame - 1)}`] }),
    ],
    oneImage,
  ),
  'office-open-xml': tool(none, () => [nodeChild('open-xml', 'input')], usual),
  'office-kind': tool(none, () => [nodeChild('office-kind')], usual),
  'office-objects': tool(none, () => [nodeChild('embedded-objects')], usual),
  'office-convert': tool(
    z.strictObject({ to: z.enum(['docx', 'xlsx', 'pptx']) }),
    ({ to }) => [...convert(to), nodeChild('open-xml', `converted/input.${to}`)],
    usual,
  ),
  text: tool(none, () => [nodeChild('text', 'input')], usual),
  'archive-list': tool(
    z.strictObject({ password }),
    (given) => [sevenZip(['l', '-slt', '-ba'], { ...given, stdout: 'list.txt' }), nodeChild('archive-list')],
    usual,
  ),
  'archive-unpack': tool(
    z.strictObject({ password, maxBytes: z.int().min(1).max(maxArchiveBytes) }),
    ({ maxBytes, ...given }) => {
      const step = sevenZip(['e', '-so', '-bd'], { ...given, stdout: 'content' });
      return [{ ...step, argv: ['prlimit', `--fsize=${String(maxBytes)}`, '--', ...step.argv] }];
    },
    wholeArchive,
  ),
  'archive-match': tool(none, () => [nodeChild('archive-match')], wholeArchive),
  email: tool(none, () => [nodeChild('email')], usual),
  'outlook-message': tool(none, () => [nodeChild('msg')], usual),
  mailbox: tool(none, () => [nodeChild('mbox')], wholeArchive),
  calendar: tool(none, () => [nodeChild('calendar')], usual),
  'signed-certificates': tool(
    z.strictObject({ form }),
    (given) => [
      {
        argv: ['openssl', 'pkcs7', '-print_certs', '-noout', '-inform', given.form, '-in', 'input'],
        stdout: 'signers.txt',
      },
    ],
    usual,
  ),
  // Who signed is shown, not judged (-noverify); `check` is whether what was signed is what is there.
  'signed-content': tool(
    z.strictObject({ form, check: z.enum(['yes', 'no']) }),
    ({ check, ...given }) => [
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
    ],
    usual,
  ),
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

function tool<O>(options: z.ZodType<O>, steps: (options: O) => Step[], limits: Limits) {
  return { options, steps, limits };
}
