import assert from 'node:assert/strict';
import fc from 'fast-check';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { safeReturnPath } from '../sign-in/safe-return-path.ts';
import { Highlighted, Snippet } from './highlight.tsx';
import { safeDisplayName } from '../browser/safe-display-name.ts';

const marked = (text: string, query: string) => render(h(Highlighted, { text, query }));
const withoutTags = (html: string) => html.replaceAll(/<\/?mark>/g, '');

describe('What a page makes of text from outside', () => {
  it('shows characters that hide or turn around others by their number', () => {
    assert.equal(safeDisplayName('invoice\u202efdp.exe'), 'invoice⟨U+202E⟩fdp.exe');
    assert.equal(safeDisplayName('a\nb\u0000c\u200bd'), 'a⟨U+000A⟩b⟨U+0000⟩c⟨U+200B⟩d');
    assert.equal(safeDisplayName('Beweisstück Ä – 証拠 ١.pdf'), 'Beweisstück Ä – 証拠 ١.pdf');
  });

  it('marks words in the forms in which search finds them, phrases and identifiers', () => {
    assert.equal(
      marked('Leases: the lease, leased.', 'leases'),
      '<mark>Leases</mark>: the <mark>lease</mark>, <mark>leased</mark>.',
    );
    assert.equal(
      marked('time  is of\nthe essence', '"time is of the essence"'),
      '<mark>time  is of\nthe essence</mark>',
    );
    assert.equal(marked('see ABC-000123.', 'ABC-000123'), 'see <mark>ABC-000123</mark>.');
    assert.equal(marked('please release', 'lease'), 'please release');
    assert.equal(marked('a draft lease', 'lease -draft'), 'a draft <mark>lease</mark>');
  });

  it('never turns text into markup, whatever the text and the words are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, query) => {
        assert.equal(withoutTags(marked(text, query)), withoutTags(marked(text, '')));
        assert.doesNotMatch(marked(text, query), /<(?!\/?mark>)/);
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
