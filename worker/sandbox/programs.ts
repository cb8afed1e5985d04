import { findPackageJSON } from 'node:module';
import { dirname, extname, join } from 'node:path';

/** One program: its arguments are fixed here, and where its standard output goes. */
export type ToolStep = {
  argv: string[];
  stdout?: string;
  /** What it reads from its standard input: a password stands on no command line and in no file. */
  stdin?: string;
  reservesMemory?: boolean;
};

/** The product, with its packages: the same whether this runs compiled or from its source. */
const productDir = dirname(findPackageJSON('..', import.meta.url) ?? import.meta.dirname);
const programEnding = extname(import.meta.filename);

/**
 * A line of the cross-reference table (ISO 32000-1, 7.5.4) ends in an `f` too: ten digits, five digits, free.
 */
const freeEntry = `/^${'[0-9]'.repeat(10)} ${'[0-9]'.repeat(5)} f *$/ { next }`;

/**
 * Prints `paint` at the first operator that fills a path (ISO 32000-1, 8.5.3.3), or at an annotation that can be a
 * box, and ends there. Before that it prints `inline` at a picture inside the text of a page (8.9.7), and where there
 * may be one that qpdf could not unpack.
 */
const untilFirstPaint = String.raw`awk '${freeEntry} !seen && /(^|[^A-Za-z0-9])BI([^A-Za-z0-9]|$)|\/(Flate|LZW|RunLength|ASCII85|ASCIIHex)Decode/ { print "inline"; seen = 1 } /(^|[ \t])(f|F|f\*|B|B\*|b|b\*)([ \t]|$)|\/(Redact|Square|Highlight|Stamp|Ink)/ { print "paint"; exit }'`;

/**
 * Without a word in the table there is nothing to hide: a scan need not be unpacked. What qpdf cannot open is
 * looked at all the same.
 */
export function detectPaintStep(): ToolStep {
  const unlessWordless = "grep -q '<word ' words.html; [ $? -eq 1 ] && exit 0;";
  const plain = "{ qpdf --qdf --decode-level=specialized --no-warn --warning-exit-0 input - || echo ' f '; }";
  return { argv: ['sh', '-c', `${unlessWordless} ${plain} | ${untilFirstPaint}`], stdout: 'paints.txt' };
}

/** Annotations that people write into, or that play something (ISO 32000-1, table 169). */
const annotationTypes =
  'Text|FreeText|Line|Square|Circle|Polygon|PolyLine|Highlight|Underline|Squiggly|StrikeOut|Stamp|Caret|Ink|' +
  'FileAttachment|Sound|Movie|Screen|3D|RichMedia';

/**
 * Names what a PDF holds besides its text, a line each in `holds.txt`: `annotation`, `file` (one for each file in it),
 * `form`, `image` (where there are words beside it; else the page is read as a picture), or `unknown` where qpdf cannot
 * say. Most hold nothing of it, and PDFium need not start for them. Pictures inside the text of a page (inline images)
 * only poppler sees; it is asked unless `detectPaintStep` has looked through all of the file and seen none.
 */
export function detectExtrasStep(): ToolStep {
  const objects =
    '{ qpdf --json=2 --json-key=qpdf --no-warn --warning-exit-0 input - || echo \'"unknown"\'; }';
  const found = `LC_ALL=C grep -aoE '"/Subtype": "/(${annotationTypes}|Image)"|"/EF":|"/XFA"|^"unknown"'`;
  const named =
    'awk \'/EF/ { k = "file" } /XFA/ { k = "form" } /Subtype/ { k = "annotation" } ' +
    '/Image"/ { k = "image" } /^"unknown/ { k = "unknown" } k == "file" || !seen[k]++ { print k }\'';
  const mayBeInline = '[ ! -e paints.txt ] || [ -s paints.txt ]';
  const inline = `{ { ${mayBeInline}; } && pdfimages -list input 2> /dev/null | grep -qF '[inline]' && echo image; }`;
  const wordless = "grep -qsE '^5|<word ' words.tsv words.html || skip=image";
  return {
    argv: [
      'sh',
      '-c',
      `${wordless}; { ${objects} | ${found} | ${named}; ${inline}; } | grep -vx "\${skip:-none}"; exit 0`,
    ],
    stdout: 'holds.txt',
  };
}

/** Reads words with their positions from an image, into `words.tsv`. */
export function tesseractStep(
  image: string,
  how: { segmentation: string; language: string; extra: string[] },
): ToolStep {
  return {
    argv: ['tesseract', image, 'words', '-l', how.language, '--psm', how.segmentation, ...how.extra, 'tsv'],
  };
}

/** 7-Zip asks for a password on its standard input where it needs one; an empty line is none. */
export function sevenZipStep(args: string[], options: { password: string; stdout: string }): ToolStep {
  return {
    argv: ['7z', ...args, '-sccUTF-8', '--', 'input'],
    stdout: options.stdout,
    stdin: `${options.password}\n`,
  };
}

/**
 * Lists an archive into `list.txt`. Of one that is cut off or damaged what can be listed is; `damaged` then lies
 * beside it. 7-Zip's 1 is a warning, its 2 a failure.
 */
export function archiveListStep(password: string): ToolStep {
  const step = sevenZipStep(['l', '-slt', '-ba'], { password, stdout: 'list.txt' });
  const accept = `"$@"; code=$?; [ $code -eq 0 ] && exit 0; grep -q '^Path = ' list.txt || exit $code`;
  const mark = `[ $code -eq 1 ] && exit 0; [ $code -eq 2 ] && : > damaged`;
  return { ...step, argv: ['sh', '-c', `${accept}; ${mark}`, 'sh', ...step.argv] };
}

/**
 * LibreOffice turns what older and other programs wrote into what our readers read. Its profile is a fresh
 * one in /tmp, which the sandbox empties after every session; without a profile that trusts anything it runs
 * no macro. It is a copy of the one that the image holds: making one takes LibreOffice three times as long as
 * most documents.
 */
export function officeConversionSteps(to: string): ToolStep[] {
  const profile = '/tmp/profile';
  const quiet = ['--headless', '--norestore', '--nologo', '--nodefault', '--nolockcheck'];
  const how = [
    `-env:UserInstallation=file://${profile}`,
    ...quiet,
    '--convert-to',
    to,
    '--outdir',
    'converted',
  ];
  return [
    { argv: ['cp', '-rT', '/opt/office-profile', profile] },
    { argv: ['soffice', ...how, 'input'], reservesMemory: true },
  ];
}

/** The readers that are programs, each a file of worker/sandbox/readers. */
/**
 * A reader of ours, in a Node of its own. Node's permission model leaves it the product's files and its job
 * folder: no other program, no thread, no native module. The kernel's limits hold whatever becomes of that.
 * `name` is that of its file; a test sees to it that it is there.
 */
export function readerStep(name: string, ...args: string[]): ToolStep {
  const allowed = [
    '--permission',
    `--allow-fs-read=${productDir}/*`,
    '--allow-fs-read=./*',
    '--allow-fs-write=./*',
  ];
  const flags = ['--max-old-space-size=448', '--disallow-code-generation-from-strings', ...allowed];
  const program = join(import.meta.dirname, 'readers', `${name}${programEnding}`);
  return { argv: ['node', ...flags, program, ...args], reservesMemory: true };
}
