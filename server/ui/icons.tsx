const iconPaths = {
  search: 'M7 12.5a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11Zm4-1.5 3.5 3.5',
  back: 'M9.5 3 4.5 8l5 5',
  forward: 'M6.5 3l5 5-5 5',
  download: 'M8 2v8m0 0 3-3m-3 3L5 7M2.5 13.5h11',
  upload: 'M8 10.5v-8m0 0 3 3m-3-3-3 3M2.5 13.5h11',
  lock: 'M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3.5 7h9v6.5h-9Z',
  people:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M11 3a2.3 2.3 0 0 1 0 4.3m1.3 2.5c1.4.6 2.2 1.9 2.2 3.7',
  attached:
    'M12.5 7.5 7.6 12.4a3 3 0 0 1-4.2-4.2l5.6-5.6a2 2 0 0 1 2.8 2.8L6.3 10.9a1 1 0 0 1-1.4-1.4l4.8-4.8',
  plus: 'M8 3v10M3 8h10',
} as const;

export type IconName = keyof typeof iconPaths;

/** A small line drawing beside a word; it says nothing the word does not, so readers of the screen skip it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={iconPaths[name]} />
    </svg>
  );
}

/** The wheel on the door of a strongroom. */
export function Logo() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect x="2" y="2" width="28" height="28" rx="5" />
      <circle cx="16" cy="16" r="8" />
      <path d="M16 5.5v21M6.9 10.75l18.2 10.5M25.1 10.75 6.9 21.25" />
      <circle class="hub" cx="16" cy="16" r="2.6" />
    </svg>
  );
}
