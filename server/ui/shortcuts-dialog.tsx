const shortcuts = [
  ['/', 'Go to the search field'],
  ['j', 'Next row of a list'],
  ['k', 'Previous row of a list'],
  ['Enter', 'Open the row'],
  ['n', 'Next page of a document'],
  ['p', 'Previous page of a document'],
  ['?', 'Show this list'],
] as const;

/** The keys there are, opened by "?". They can be turned off (WCAG 2.2, 2.1.4): dictation types single letters. */
export function ShortcutsDialog() {
  return (
    <dialog id="shortcuts" aria-labelledby="shortcuts-title">
      <form method="dialog">
        <h2 id="shortcuts-title">Keyboard</h2>
        <dl class="keys">
          {shortcuts.map(([key, action]) => (
            <div>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{action}</dd>
            </div>
          ))}
        </dl>
        <label class="check">
          <input type="checkbox" name="single-keys" checked /> Use single keys on this computer
        </label>
        <button>Close</button>
      </form>
    </dialog>
  );
}
