const setting = 'strongroom.single-keys';

/** Single keys: "/" "?" "j" "k" "n" "p". They do nothing while one types, and can be turned off (WCAG 2.2, 2.1.4). */
export function listenForKeys(): void {
  const dialog = document.getElementById('shortcuts');
  const box = dialog?.querySelector<HTMLInputElement>('input[name="single-keys"]');
  if (box) {
    box.checked = areOn();
    box.addEventListener('change', () => localStorage.setItem(setting, box.checked ? 'on' : 'off'));
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = acts[event.key];
    // The list of keys is where they are turned on again, so its key always works.
    if (!act || (!areOn() && event.key !== '?')) return;
    if (act() !== false) event.preventDefault();
  });
}

const acts: Record<string, () => boolean | undefined> = {
  '/': () => focusOn(document.querySelector<HTMLInputElement>('[data-search]')),
  '?': () => {
    const dialog = document.getElementById('shortcuts');
    if (!(dialog instanceof HTMLDialogElement) || dialog.open) return false;
    dialog.showModal();
    return true;
  },
  j: () => move(1),
  k: () => move(-1),
  n: () => press('.pager a[rel="next"]'),
  p: () => press('.pager a[rel="prev"]'),
};

function move(by: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('[data-row] a')].filter(
    (link) => link.offsetParent !== null,
  );
  const here = links.findIndex((link) => link === document.activeElement);
  const next = here === -1 ? (by === 1 ? 0 : links.length - 1) : here + by;
  return focusOn(links[next]);
}

function press(selector: string): boolean {
  const link = document.querySelector<HTMLElement>(selector);
  link?.click();
  return link !== null;
}

function focusOn(element: HTMLElement | null | undefined): boolean {
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  return Boolean(element);
}

function areOn(): boolean {
  return localStorage.getItem(setting) !== 'off';
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
