import PostalMime, { type Email } from 'postal-mime';
import { chooseCharset } from './decode-mail-text.ts';
import { isDoubtfulLine, mendHeader } from './mend-header.ts';

/** A part of a message as postal-mime found it (its own MimeNode, which it keeps to itself). */
export type MimePart = {
  state: string;
  headerLines: string[];
  headers: { key: string; value: string }[];
  rawHeaderLines: { key: string; line: string }[];
  contentType: { parsed: { value: string; params: Record<string, string> }; multipart: string | false };
  contentDisposition: { parsed: { value: string; params: Record<string, string> } };
  contentTransferEncoding: { encoding: string };
  /** The decoded bytes; of a multipart, what stands outside its parts. */
  content: ArrayBuffer | null;
  childNodes: MimePart[];
  decodeFlowedText: (text: string, withoutSpaces: boolean) => string;
};

export type MimeMessage = { email: Email; root: MimePart };

type Line = Uint8Array<ArrayBuffer>;
type Parser = {
  root: MimePart;
  currentNode: MimePart;
  processLine(line: Line, isFinal: boolean): Promise<void>;
  parse(bytes: Buffer): Promise<Email>;
};
const BaseParser = PostalMime as unknown as new (options: object) => Parser;

const lineFeed = Buffer.from('\n');
const options = {
  forceRfc822Attachments: true,
  maxNestingDepth: 100,
  maxHeadersSize: 16 * 1024 ** 2,
};

/**
 * postal-mime reads the structure of a message well, and its letters in browsers' charsets only. So its header lines
 * are mended before it reads them, and the bytes of its parts are taken from the tree that it made.
 */
class MendingParser extends BaseParser {
  /** Lines with bytes in a charset that the header does not name. */
  readonly doubtful: Buffer[] = [];
  /** Lines after the last part, as gateways add them; postal-mime drops them. */
  readonly epilogue: Uint8Array[] = [];
  readonly #lines = new WeakMap<MimePart, Buffer[]>();
  readonly #nearby: string | undefined;

  constructor(nearby?: string) {
    super(options);
    this.#nearby = nearby;
  }

  override async processLine(line: Line, isFinal: boolean): Promise<void> {
    const part = this.currentNode;
    if (this.root.state === 'finished') this.epilogue.push(line, lineFeed);
    if (part.state === 'header' && (line.length === 0 || isFinal)) await this.#mend(part);
    const count = part.headerLines.length;
    await super.processLine(line, isFinal);
    if (part.headerLines.length === count) return;
    const bytes = Buffer.from(line);
    if (isDoubtfulLine(bytes)) this.doubtful.push(bytes);
    const lines = this.#lines.get(part);
    if (lines) lines.push(bytes);
    else this.#lines.set(part, [bytes]);
  }

  async #mend(part: MimePart): Promise<void> {
    const lines = this.#lines.get(part) ?? [];
    if (lines.length === part.headerLines.length) part.headerLines = await mendHeader(lines, this.#nearby);
  }
}

/**
 * Takes a message apart, whatever charset its header is in; one whose first Content-Type field does not fit its body
 * by another of its own, or by the boundary that its body shows.
 */
export async function parseMime(bytes: Buffer): Promise<MimeMessage> {
  const message = await parseInItsCharset(bytes);
  if (message.root.childNodes.length > 0) return message;
  for (const type of otherContentTypes(message.root)) {
    const again = await parseInItsCharset(Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n`), bytes]));
    if (again.root.childNodes.length > 0) return again;
  }
  return message;
}

/** A multipart inside a message whose boundary is not the one that its body shows; undefined where none is shown. */
export async function parseByShownBoundary(part: MimePart): Promise<MimePart | undefined> {
  const content = Buffer.from(part.content ?? new ArrayBuffer());
  const shown = findBoundary(content);
  if (shown === undefined) return undefined;
  const type = `multipart/${part.contentType.multipart || 'mixed'}; boundary="${shown}"`;
  const { root } = await parseInItsCharset(
    Buffer.concat([Buffer.from(`Content-Type: ${type}\n\n`), content]),
  );
  return root.childNodes.length > 0 ? root : undefined;
}

async function parseInItsCharset(bytes: Buffer): Promise<MimeMessage> {
  const { parser, email } = await parse(bytes);
  if (parser.doubtful.length === 0) return { email, root: parser.root };
  const body = findText(parser.root);
  const nearby = body && (await chooseCharset(Buffer.from(body.content ?? new ArrayBuffer()), hintsOf(body)));
  const lines = parser.doubtful.flatMap((line) => [line, lineFeed]);
  const charset = await chooseCharset(Buffer.concat(lines), { nearby });
  const again = await parse(bytes, charset);
  return { email: again.email, root: again.parser.root };
}

async function parse(bytes: Buffer, nearby?: string): Promise<{ parser: MendingParser; email: Email }> {
  const parser = new MendingParser(nearby);
  const email = await parser.parse(bytes);
  const { root, epilogue } = parser;
  if (epilogue.length > 0) {
    const around = Buffer.concat([Buffer.from(root.content ?? new ArrayBuffer()), lineFeed, ...epilogue]);
    root.content = new Uint8Array(around).buffer;
  }
  return { parser, email };
}

/** The first part with words: the header is in its charset, most likely. */
function findText(part: MimePart): MimePart | undefined {
  if (part.childNodes.length === 0)
    return part.contentType.parsed.value.startsWith('text/') ? part : undefined;
  for (const child of part.childNodes) {
    const found = findText(child);
    if (found) return found;
  }
  return undefined;
}

/** What a part says of its charset. */
export function hintsOf(part: MimePart): { declared: string | undefined; isHtml: boolean } {
  const { value, params } = part.contentType.parsed;
  return { declared: params['charset'], isHtml: value === 'text/html' };
}

function otherContentTypes(root: MimePart): string[] {
  const fields = root.headers.filter(({ key }) => key === 'content-type').map(({ value }) => value);
  const isMultipart = fields.some((value) => /^\s*multipart\//i.test(value));
  const others = fields.slice(1).filter((value) => /^\s*multipart\//i.test(value));
  const content = Buffer.from(root.content ?? new ArrayBuffer());
  const shown = isMultipart || beginsWithPart(content) ? findBoundary(content) : undefined;
  return shown === undefined ? others : [...others, `multipart/mixed; boundary="${shown}"`];
}

/** A multipart that lost its type, or has a wrong one, begins with a part all the same, and has its line again below. */
function beginsWithPart(content: Buffer): boolean {
  const text = content.subarray(0, 16 * 1024).toString('latin1');
  const [, before = '', boundary = ''] =
    /^([^]{0,500}?)^--(\S[^\r\n]{0,199})\r?\ncontent-/im.exec(text) ?? [];
  const isNotice = before.trim() === '' || /multi-?part|\bmime\b/i.test(before);
  return boundary !== '' && isNotice && content.indexOf(`\n--${boundary.trimEnd()}`, before.length + 2) > 0;
}

/** The line before the first header of a part, where the body shows one. */
function findBoundary(content: Buffer): string | undefined {
  return /^--([^\s"][^\r\n"]{0,199}?)[ \t]*\r?\ncontent-[\w-]+[ \t]*:/im.exec(
    content.toString('latin1'),
  )?.[1];
}
