/** For whoever looks at a page for hours and touches nothing. */
const checkEveryMs = 5 * 60_000;

/**
 * Leaves a page, and what it shows, once its person is signed out (OWASP ASVS 5.0 §14.3.1): in another tab, by
 * idleness, or from elsewhere. A page that the browser kept whole, to show it again by "back", is fetched anew.
 */
export function leaveWhenSignedOut(): void {
  const tabs = new BroadcastChannel('strongroom session');
  const check = () => void leaveIfSignedOut();
  // A page that nobody is signed in to comes after signing out: the other tabs look whether that is so.
  if (shownPerson() === undefined) return tabs.postMessage('look');
  tabs.addEventListener('message', check);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') check();
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) fetchAnew();
  });
  window.setInterval(check, checkEveryMs);
}

/** Leaves the page when its person is not signed in here any more; without an answer it stays as it is. */
export async function leaveIfSignedOut(): Promise<void> {
  try {
    const answer = await fetch('/api/session', { headers: { 'X-By-Itself': '1' } });
    const session = answer.ok ? ((await answer.json()) as { person: { id: string } }) : undefined;
    const isTheirs = session === undefined ? answer.status !== 401 : session.person.id === shownPerson();
    if (!isTheirs) fetchAnew();
  } catch {
    // The server does not answer: nobody was signed out by that.
  }
}

function shownPerson(): string | undefined {
  return document.querySelector<HTMLElement>('form[data-person]')?.dataset['person'];
}

/** Whoever is signed out is led to the sign-in, and from there back. */
function fetchAnew(): void {
  document.documentElement.hidden = true;
  location.reload();
}
