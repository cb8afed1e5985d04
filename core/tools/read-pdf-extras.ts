import { z } from 'zod';
import { parseToolOutput } from './emit-pages.ts';
import { cleanText, type Attachment, type ExtractedPage, type PageBox } from './extraction.ts';
import { isHidden, type HiddenBoxesByPage } from './find-hidden-text.ts';
import { readAttachments } from './read-attachments.ts';
import type { SandboxSession } from './sandbox-client.ts';
import type { TextSpan } from '../reading/text-spans.ts';
import { ToolFailed } from './tool-errors.ts';
import type { UnreadItem } from '../reading/unread.ts';

const maxExtrasBytes = 256 * 1024 ** 2;
const maxFormBytes = 64 * 1024 ** 2;
/** More of a file's text is not kept to look for a form's values in. */
const maxKeptCharacters = 10_000_000;

const point = z.number().min(-1e6).max(1e6);
const boxSchema = z.tuple([point, point, point, point]);
const pageSchema = z.object({
  page: z.int().min(1).max(1_000_000),
  comments: z
    .array(
      z.object({
        author: z.string().max(200),
        text: z.string().max(100_000),
        box: boxSchema,
        isDrawn: z.boolean(),
      }),
    )
    .max(20_000),
  pictures: z.array(boxSchema).max(20),
});
const formSchema = z.object({
  isDynamic: z.boolean(),
  values: z.array(z.object({ name: z.string(), value: z.string() })).max(100_000),
  captions: z.array(z.string()).max(100_000),
});

type PageExtras = z.infer<typeof pageSchema>;
type Form = z.infer<typeof formSchema>;

/**
 * What a PDF holds besides its text layer: comments, pictures with words, attached files, what was filled into an
 * XFA form. Where it cannot be looked for, that is among `unread`.
 * @throws SandboxInterrupted
 */
export async function readPdfExtras(session: SandboxSession, hidden: HiddenBoxesByPage): Promise<PdfExtras> {
  try {
    await session.run('pdf-holds', {});
    if ((await session.readText('holds.txt', 1_000_000)) === '') return new PdfExtras(hidden);
    await session.run('pdf-extras', {});
    return new PdfExtras(hidden, {
      pages: await readPages(session),
      form: await readForm(session),
      attachments: await readAttachments(session),
    });
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    return new PdfExtras(hidden, { unread: [{ kind: 'pdf-extras-unchecked' }] });
  }
}

async function readPages(session: SandboxSession): Promise<Map<number, PageExtras>> {
  const pages = new Map<number, PageExtras>();
  for await (const lines of session.readLines('extras.ndjson', maxExtrasBytes)) {
    for (const line of lines.filter((one) => one !== '')) {
      const page = parseToolOutput(pageSchema, line);
      pages.set(page.page, page);
    }
  }
  return pages;
}

async function readForm(session: SandboxSession): Promise<Form | undefined> {
  const written = await session.readText('form.json', maxFormBytes);
  return written === '' ? undefined : parseToolOutput(formSchema, written);
}

type Found = {
  pages?: ReadonlyMap<number, PageExtras>;
  form?: Form | undefined;
  attachments?: Attachment[];
  unread?: UnreadItem[];
};

/** What was found in one PDF. */
export class PdfExtras {
  readonly attachments: Attachment[];
  readonly unread: UnreadItem[];
  readonly #hidden: HiddenBoxesByPage;
  readonly #pages: ReadonlyMap<number, PageExtras>;
  readonly #form: Form | undefined;
  #text = '';
  #last = 0;

  constructor(hidden: HiddenBoxesByPage, { pages, form, attachments, unread }: Found = {}) {
    this.#hidden = hidden;
    this.#pages = pages ?? new Map();
    this.#form = form;
    this.attachments = attachments ?? [];
    this.unread = unread ?? [];
  }

  /**
   * The page with its comments behind its text; a page that is read but has pictures to be read waits for those
   * (core/documents/pipeline/read-page.ts). On a page that waits as a whole the comments are all of its text as yet.
   */
  addTo(page: ExtractedPage): ExtractedPage {
    this.#last = Math.max(this.#last, page.number);
    if (this.#form && this.#text.length < maxKeptCharacters)
      this.#text += ` ${toPlain(page.text || (page.alternative ?? ''))}`;
    const boxes = this.#hidden.get(page.number) ?? [];
    const unread: UnreadItem[] =
      boxes.length > 0
        ? [...(page.unread ?? []), { kind: 'hidden-words', page: page.number, count: boxes.length }]
        : (page.unread ?? []);
    const extras = this.#pages.get(page.number);
    const withComments = extras ? this.#addComments({ ...page, unread }, extras) : { ...page, unread };
    if (!extras || extras.pictures.length === 0 || page.state === 'waiting' || !page.layout)
      return withComments;
    return { ...withComments, state: 'waiting', layout: { ...page.layout, pictures: extras.pictures } };
  }

  /** A page of what was filled into the form, where the other pages do not show it. */
  formPage(): ExtractedPage | undefined {
    const values = (this.#form?.values ?? []).filter(({ value }) => !this.#text.includes(toPlain(value)));
    const lines = [...(this.#form?.captions ?? []), ...values.map(({ name, value }) => `${name}: ${value}`)];
    if (lines.length === 0) return undefined;
    return {
      number: this.#last + 1,
      state: 'read',
      text: cleanText(lines.join('\n')),
      engine: 'pdf-text',
      confidence: 1,
      label: 'Form data',
      layout: null,
    };
  }

  #addComments(page: ExtractedPage, { comments }: PageExtras): ExtractedPage {
    const shown = toPlain(page.text || (page.alternative ?? ''));
    // A free text is drawn on the page; what lies over a black box may quote what it hides.
    const shownOrHidden = ({ text, box, isDrawn }: PageExtras['comments'][number]) =>
      (isDrawn && shown.includes(toPlain(text))) || this.#coversHidden(page.number, box);
    return comments.filter((one) => !shownOrHidden(one)).reduce(addComment, page);
  }

  #coversHidden(page: number, box: PageBox): boolean {
    const [left, top, width, height] = box;
    return (this.#hidden.get(page) ?? []).some(
      (hidden) =>
        isHidden({ left, top, width, height }, [hidden]) ||
        isHidden({ left: hidden[0], top: hidden[1], width: hidden[2], height: hidden[3] }, [box]),
    );
  }
}

function addComment(page: ExtractedPage, { author, text }: PageExtras['comments'][number]): ExtractedPage {
  return appendAside(page, `[comment] ${author === '' ? '' : `${cleanText(author)}: `}`, cleanText(text));
}

/** The page with a text of its own behind what it says: `frame` are words of Strongroom's around it. */
export function appendAside<Page extends { text: string; spans?: TextSpan[] }>(
  page: Page,
  frame: string,
  text: string,
): Page {
  const start = page.text === '' ? 0 : page.text.length + 2;
  const whole = `${frame}${text}`;
  const spans: TextSpan[] = [
    ...(page.spans ?? []),
    [start, start + whole.length, 'aside'],
    [start, start + frame.length, 'frame'],
  ];
  return { ...page, text: `${page.text}${page.text === '' ? '' : '\n\n'}${whole}`, spans };
}

function toPlain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim();
}
