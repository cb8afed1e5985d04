const storageKey = 'strongroom.single-keys';

/** Single keys: "/" "?" "j" "k" "n" "p". They do nothing while one types, and can be turned off (WCAG 2.2, 2.1.4). */
export function listenForShortcuts(): void {
  const dialog = document.getElementById('shortcuts');
  const box = dialog?.querySelector<HTMLInputElement>('input[name="single-keys"]');
  if (box) {
    box.checked = areShortcutsOn();
    box.addEventListener('change', () => localStorage.setItem(storageKey, box.checked ? 'on' : 'off'));
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const action = shortcutActions[event.key];
    // The list of keys is where they are turned on again, so its key always works.
    if (!action || (!areShortcutsOn() && event.key !== '?')) return;
    if (action() !== false) event.preventDefault();
  });
}

const shortcutActions: Record<string, () => boolean | undefined> = {
  '/': () => focusElement(document.querySelector<HTMLInputElement>('[data-search]')),
  '?': () => {
    const dialog = document.getElementById('shortcuts');
    if (!(dialog instanceof HTMLDialogElement) || dialog.open) return false;
    dialog.showModal();
    return true;
  },
  j: () => moveFocus(1),
  k: () => moveFocus(-1),
  n: () => clickLink('.pager a[rel="next"]'),
  p: () => clickLink('.pager a[rel="prev"]'),
};

function moveFocus(by: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('[data-row] a')].filter(
    (link) => link.offsetParent !== null,
  );
  const here = links.findIndex((link) => link === document.activeElement);
  const next = here === -1 ? (by === 1 ? 0 : links.length - 1) : here + by;
  return focusElement(links[next]);
}

function clickLink(selector: string): boolean {
  const link = document.querySelector<HTMLElement>(selector);
  link?.click();
  return link !== null;
}

function focusElement(element: HTMLElement | null | undefined): boolean {
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  return Boolean(element);
}

function areShortcutsOn(): boolean {
  return localStorage.getItem(storageKey) !== 'off';
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
