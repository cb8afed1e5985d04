import assert from 'node:assert/strict';
import fc from 'fast-check';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import type { PageMarks } from '../../core/search/mark-page.ts';
import { safeReturnPath } from '../sign-in/safe-return-path.ts';
import { Highlighted, Snippet } from './highlight.tsx';
import { safeDisplayName } from '../browser/safe-display-name.ts';

const marked = (text: string, marks: PageMarks) => render(h(Highlighted, { text, marks }));
const withoutTags = (html: string) => html.replaceAll(/<\/?mark(?: id="mark")?>/g, '');

describe('What a page makes of text from outside', () => {
  it('shows characters that hide or turn around others by their number', () => {
    assert.equal(safeDisplayName('invoice\u202efdp.exe'), 'invoice⟨U+202E⟩fdp.exe');
    assert.equal(safeDisplayName('a\nb\u0000c\u200bd'), 'a⟨U+000A⟩b⟨U+0000⟩c⟨U+200B⟩d');
    assert.equal(safeDisplayName('Beweisstück Ä – 証拠 ١.pdf'), 'Beweisstück Ä – 証拠 ١.pdf');
  });

  it('shows whatever Unicode says is ignored or turns around by its number, and no letter', () => {
    const isHidden = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cc}\p{Cf}\u2800]/u;
    const raw: string[] = [];
    for (let number = 0; number <= 0x10ffff; number += 1) {
      const character = String.fromCodePoint(number);
      if (isHidden.test(character) && safeDisplayName(character) === character) raw.push(number.toString(16));
      if (/^[\p{L}\p{N}]$/u.test(character) && !isHidden.test(character))
        assert.equal(safeDisplayName(character), character);
    }
    assert.deepEqual(raw, []);
    assert.equal(
      safeDisplayName('a\u3164\u115f\u2800\ufe0f\u{e0041}'),
      'a⟨U+3164⟩⟨U+115F⟩⟨U+2800⟩⟨U+FE0F⟩⟨U+E0041⟩',
    );
  });

  it('marks what a search found, and the first place can be linked to', () => {
    assert.equal(
      marked('Leases: the <lease>', [
        [0, 6],
        [12, 19],
      ]),
      '<mark id="mark">Leases</mark>: the <mark>&lt;lease></mark>',
    );
    assert.equal(marked('no mark', []), 'no mark');
  });

  it('never turns text into markup, whatever the text and the marks are', () => {
    const places = fc.uniqueArray(fc.nat(40), { maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), places, (text, found) => {
        const ends = found.toSorted((one, other) => one - other);
        const marks = ends.flatMap((end, index): PageMarks =>
          index % 2 === 1 ? [[ends[index - 1] ?? 0, end]] : [],
        );
        assert.equal(withoutTags(marked(text, marks)), withoutTags(marked(text, [])));
        assert.doesNotMatch(marked(text, marks), /<(?!\/?mark)/);
      }),
    );
  });

  it('takes nothing but the marks out of a snippet', () => {
    assert.equal(
      render(h(Snippet, { of: 'a &lt;b&gt; &amp;lt; <mark>hit</mark> <img src=x>' })),
      'a &lt;b> &amp;lt; <mark>hit</mark> &lt;img src=x>',
    );
  });

  it('goes after sign-in only to a page of its own', () => {
    assert.equal(safeReturnPath('/documents/7?page=2'), '/documents/7?page=2');
    const foreign = [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'matters',
      '',
      undefined,
    ];
    for (const next of foreign) assert.equal(safeReturnPath(next), '/matters', String(next));
  });
});
