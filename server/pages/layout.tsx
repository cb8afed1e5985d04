import type { Chrome } from './chrome.ts';
import type { Children } from './custom-elements.ts';
import { Icon, Mark } from './icons.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { Form } from './form.tsx';

export type Page = { title: string; chrome: Chrome; children: Children; wide?: boolean };

/** The frame of every page: what stands at the top, the way around by keyboard, and where style and script are. */
export function Layout({ title, chrome, children, wide }: Page) {
  const { assets, person } = chrome;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Strongroom`}</title>
        <link rel="icon" type="image/svg+xml" href={`${assets}/favicon.svg`} />
        <link rel="stylesheet" href={`${assets}/strongroom.css`} />
        <script type="module" src={`${assets}/strongroom.js`}></script>
      </head>
      <body class={classesOf({ wide, 'for-reading': chrome.copyOf !== undefined })}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {person ? <Header chrome={chrome} person={person} /> : null}
        {chrome.copyOf === undefined ? null : <Copy of={chrome.copyOf} />}
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        {person ? <Shortcuts /> : null}
      </body>
    </html>
  );
}

function classesOf(named: Record<string, boolean | undefined>): string | undefined {
  const classes = Object.keys(named).filter((name) => named[name]);
  return classes.length > 0 ? classes.join(' ') : undefined;
}

/** On every page, so that nobody takes last night for today. */
function Copy({ of }: { of: string }) {
  return (
    <aside class="copy" aria-label="A copy for reading">
      <strong>This is a copy of {of}, for reading only.</strong> Strongroom itself is being repaired. Nothing
      can be changed here, and what came in later is not here.
    </aside>
  );
}

function Header({ chrome, person }: { chrome: Chrome; person: NonNullable<Chrome['person']> }) {
  return (
    <header class="top">
      <a class="wordmark" href="/matters">
        <Mark />
        <span>Strongroom</span>
      </a>
      <nav aria-label="Main">
        <Place chrome={chrome} to="/matters" name="matters" label="Matters" />
        <Place chrome={chrome} to="/search" name="search" label="Search" />
        {person.role === 'administrator' ? (
          <Place chrome={chrome} to="/people" name="people" label="People" />
        ) : null}
        {person.role === 'administrator' ? (
          <Place chrome={chrome} to="/admin/status" name="status" label="Status" />
        ) : null}
        {person.role === 'auditor' ? (
          <Place chrome={chrome} to="/audit" name="audit" label="Audit log" />
        ) : null}
      </nav>
      {chrome.here === 'search' ? null : (
        <form class="find" role="search" aria-label="In all matters" action="/search">
          <Icon name="search" />
          <input
            type="search"
            name="q"
            aria-label="Search all matters"
            placeholder="Search all matters"
            value={chrome.query}
            autocomplete="off"
            data-search
          />
        </form>
      )}
      <Form class="account" action="/sign-out">
        <a
          class="who"
          href="/account"
          title={`Your account, ${person.email}`}
          aria-current={chrome.here === 'account' ? 'page' : undefined}
        >
          <bdi>{person.name}</bdi>
        </a>
        <button class="quiet">Sign out</button>
      </Form>
    </header>
  );
}

type PlaceProps = { chrome: Chrome; to: string; name: Chrome['here']; label: string };

function Place({ chrome, to, name, label }: PlaceProps) {
  return (
    <a href={to} aria-current={chrome.here === name ? 'page' : undefined}>
      {label}
    </a>
  );
}
