import { SaxesParser } from 'saxes';
import { ReaderRefusal } from './run-reader.ts';

const maxDepth = 2_000;
const maxLines = 100_000;
/** A picture that was filled in, in base64. */
const packed = /^[A-Za-z0-9+/=\s]{1000,}$/;

export type XfaForm = {
  /** Whether there is a place for what is filled in at all. */
  hasData: boolean;
  /** `field: what was filled in`, in the order of the form. */
  values: { name: string; value: string }[];
  /** The words that are printed on the form: captions and texts. */
  captions: string[];
  /** The fields that hold a picture or a file. */
  packed: string[];
};

/**
 * What an XFA form says (XML Forms Architecture 3.3): what was filled in stands in `datasets`, what is printed in
 * `template`. XML that is not whole gives what was read of it.
 * @throws ReaderRefusal `forbidden-markup` for a document type declaration
 */
export function readXfa(xml: string): XfaForm {
  const form: XfaForm = { hasData: false, values: [], captions: [], packed: [] };
  const path: string[] = [];
  let text = '';
  const flush = () => {
    const value = text.replace(/[ \t]*\n\s*/g, '\n').trim();
    text = '';
    if (value !== '' && form.values.length + form.captions.length < maxLines) addText(form, path, value);
  };
  const parser = new SaxesParser({});
  parser.on('error', () => undefined);
  parser.on('doctype', () => {
    throw new ReaderRefusal('forbidden-markup');
  });
  parser.on('opentag', ({ name }) => {
    flush();
    path.push(name.slice(name.indexOf(':') + 1));
    if (path.length > maxDepth) throw new ReaderRefusal('damaged');
    if (path.includes('datasets') && path.at(-1) === 'data') form.hasData = true;
  });
  parser.on('text', (piece) => (text += piece));
  parser.on('cdata', (piece) => (text += piece));
  parser.on('closetag', () => {
    flush();
    path.pop();
  });
  parser.write(xml).close();
  return form;
}

function addText(form: XfaForm, path: readonly string[], value: string): void {
  const name = path.at(-1) ?? '';
  const data = path.indexOf('datasets');
  if (data !== -1) {
    if (path[data + 1] !== 'data') return;
    if (packed.test(value)) form.packed.push(name);
    else form.values.push({ name, value });
    return;
  }
  const isPrinted = path.includes('caption') || path.includes('draw');
  if (path.includes('template') && isPrinted && path.includes('value')) form.captions.push(value);
}
