import type { PictureFormat, ToolOptions } from '../../core/tools/sandbox-protocol.ts';
import { tesseractStep, type ToolStep } from './programs.ts';

/** How GraphicsMagick makes upright what Exif says to lie so (CIPA DC-008, 4.6.4). */
const uprightSteps: readonly (readonly string[])[] = [
  [],
  [],
  ['-flop'],
  ['-rotate', '180'],
  ['-flip'],
  ['-rotate', '90', '-flop'],
  ['-rotate', '90'],
  ['-rotate', '270', '-flop'],
  ['-rotate', '270'],
];

/** Draws a page of a PDF, or a part of it, and reads its words into `words.tsv`. */
export function pdfPageSteps(options: ToolOptions['ocr-pdf-page']): ToolStep[] {
  const { page, dpi, left, top, width, height, turn, ...reading } = options;
  const where = ['-r', String(dpi), '-f', String(page), '-l', String(page)];
  const part = ['-x', left, '-y', top, '-W', width, '-H', height].map((one) => String(one));
  const turned: ToolStep[] =
    turn === '0' ? [] : [magickStep(['pgm:page.pgm', '-rotate', turn, 'pgm:turned.pgm'])];
  return [
    { argv: ['pdftoppm', '-gray', ...where, ...part, '-singlefile', 'input', 'page'] },
    ...turned,
    tesseractStep(turn === '0' ? 'page.pgm' : 'turned.pgm', { ...reading, extra: ['--dpi', String(dpi)] }),
  ];
}

/**
 * Reads the words of a picture into `words.tsv`. As a rule tesseract reads the file itself, which takes transparent
 * for white and TIFF's orientation for granted; what it does not know is done before.
 */
export function pictureSteps(options: ToolOptions['ocr-image']): ToolStep[] {
  const { frame, format, orientation, background, turn, ...reading } = options;
  const index = String(frame - 1);
  if (format === 'gif' && frame > 1)
    return [gifStep(frame), tesseractStep(`frame-${index}.ppm`, { ...reading, extra: [] })];
  const changes = [
    ...(background === 'black' || format === 'gif' ? flatten(background) : []),
    ...(uprightSteps[orientation] ?? []),
    ...(turn === '0' ? [] : ['-rotate', turn]),
  ];
  if (changes.length === 0)
    return [tesseractStep('input', { ...reading, extra: ['-c', `tessedit_page_number=${index}`] })];
  const upright = format === 'tiff' ? ['-auto-orient'] : [];
  return [
    magickStep([`${format}:input[${index}]`, ...upright, ...changes, 'pnm:upright.pnm']),
    tesseractStep('upright.pnm', { ...reading, extra: [] }),
  ];
}

/** Draws the first pictures of a GIF, each as it is seen: `frame-N.ppm`, from 0. */
export function gifStep(count: number): ToolStep {
  return magickStep([
    `gif:input[0-${String(count - 1)}]`,
    '-coalesce',
    ...['-background', 'white'],
    '+adjoin',
    'ppm:frame-%d.ppm',
  ]);
}

/** Leaves `transparent.txt`: empty where the picture looks the same on white and on black. */
export function transparencySteps(format: PictureFormat): ToolStep[] {
  const onto = (background: 'white' | 'black') =>
    magickStep([`${format}:input[0]`, ...flatten(background), `pnm:${background}.pnm`]);
  const compare = 'cmp -s white.pnm black.pnm || echo transparent';
  return [onto('white'), onto('black'), { argv: ['sh', '-c', compare], stdout: 'transparent.txt' }];
}

function flatten(background: 'white' | 'black'): string[] {
  return ['-background', background, '-flatten'];
}

/** GraphicsMagick keeps pixels in memory up to a limit, then in the job folder. */
function magickStep(args: string[]): ToolStep {
  return { argv: ['gm', 'convert', '-limit', 'memory', '600MB', '-limit', 'map', '0', ...args] };
}
