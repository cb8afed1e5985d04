import { Parser } from 'htmlparser2';

/** Where no script runs, as here, what is meant for that case is seen. */
const unread = new Set(['script', 'style', 'template']);
const blocks = new Set(
  'address article aside blockquote br caption dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table title tr ul'.split(
    ' ',
  ),
);
/** What stands in a form beside other things, without a space between. */
const controls = new Set(['input', 'textarea', 'select', 'option', 'button', 'legend', 'label']);
/** Kinds of input whose value nobody sees (HTML Living Standard, 4.10.5.1). */
const unseenValues = new Set(['hidden', 'password', 'checkbox', 'radio', 'file', 'image', 'color']);
const paragraphs = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'ul',
  'ol',
  'blockquote',
  'title',
]);

/**
 * Turns HTML into the text a reader sees, and what pictures are said to show; `write` gets it piece by piece.
 * Scripts and styles are text that nobody reads, and are dropped. A frame that brings its own page (`srcdoc`)
 * is read where it stands.
 */
export function htmlToText(write: (text: string) => void): { add: (html: string) => void; end: () => void } {
  let hidden = 0;
  let lineIsEmpty = true;
  const newline = (count: number) => {
    if (!lineIsEmpty) write('\n'.repeat(count));
    lineIsEmpty = true;
  };
  const frames: string[] = [];
  const readFrames = () => {
    // A page in a frame in a frame grows with every step in by the escaping it needs, so the nesting ends by
    // itself.
    for (const frame of frames.splice(0)) {
      newline(1);
      const inner = htmlToText(write);
      inner.add(frame);
      inner.end();
    }
  };
  const parser = new Parser(
    {
      onopentagname(name) {
        if (unread.has(name)) hidden += 1;
        if (blocks.has(name)) newline(1);
        if (name === 'td' || name === 'th') write('\t');
        if (controls.has(name) && !lineIsEmpty) write(' ');
      },
      onattribute(name, value) {
        if (hidden > 0) return;
        if (name === 'alt' && value.trim() !== '') {
          write(`[picture: ${value.trim()}]`);
          lineIsEmpty = false;
        } else if (name === 'srcdoc') frames.push(value);
      },
      onopentag(name, { value = '', type = 'text' }) {
        // What a form was filled in with, or what its button says.
        if (hidden > 0 || name !== 'input' || unseenValues.has(type.toLowerCase()) || value.trim() === '')
          return;
        write(value.trim());
        lineIsEmpty = false;
      },
      ontext(text) {
        if (hidden > 0) return;
        const spaced = text.replace(/[\s\u00a0]+/g, ' ');
        const visible = lineIsEmpty ? spaced.trimStart() : spaced;
        if (visible === '') return;
        write(visible);
        lineIsEmpty = false;
      },
      onclosetag(name) {
        if (unread.has(name)) hidden = Math.max(0, hidden - 1);
        if (name === 'iframe') readFrames();
        if (controls.has(name) && !lineIsEmpty) write(' ');
        if (blocks.has(name)) newline(paragraphs.has(name) ? 2 : 1);
      },
    },
    { decodeEntities: true },
  );
  return { add: (html) => parser.write(html), end: () => parser.end() };
}
