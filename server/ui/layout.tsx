import { safeDisplayName } from '../browser/safe-display-name.ts';
import { OpenAccountNotices } from './account-notices.tsx';
import type { PageFrame } from './page-frame.ts';
import type { Children } from './custom-elements.ts';
import { Icon, Logo } from './icons.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { Form } from './form.tsx';
import { SafeText, Timestamp } from './format.tsx';
import { Notice } from './notice.tsx';

type LayoutProps = { title: string; pageFrame: PageFrame; children: Children; wide?: boolean };

/** The frame of every page: what stands at the top, the way around by keyboard, and where style and script are. */
export function Layout({ title, pageFrame, children, wide }: LayoutProps) {
  const { assetsPath, person } = pageFrame;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${safeDisplayName(title)} · Strongroom`}</title>
        <link rel="icon" type="image/svg+xml" href={`${assetsPath}/favicon.svg`} />
        <PageAssets pageFrame={pageFrame} />
      </head>
      <body class={joinClasses({ wide, 'for-reading': pageFrame.readOnlyCopyTime !== undefined })}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {person ? <PageHeader pageFrame={pageFrame} person={person} /> : null}
        {pageFrame.readOnlyCopyTime === undefined ? null : (
          <ReadOnlyBanner time={pageFrame.readOnlyCopyTime} />
        )}
        <main id="main" tabIndex={-1}>
          {pageFrame.passwordTemporaryUntil === undefined ? null : (
            <TemporaryPasswordNotice until={pageFrame.passwordTemporaryUntil} />
          )}
          {pageFrame.notices ? <OpenAccountNotices notices={pageFrame.notices} /> : null}
          {children}
        </main>
        {person ? <ShortcutsDialog /> : null}
      </body>
    </html>
  );
}

/** The style and the script, and what the script imports, each held to how it was built. */
function PageAssets({ pageFrame }: { pageFrame: PageFrame }) {
  const { assetsPath, assetIntegrity = {} } = pageFrame;
  const imported = Object.keys(assetIntegrity).filter(
    (file) => file.endsWith('.js') && file !== 'strongroom.js',
  );
  const attributesOf = (file: string) => ({ integrity: assetIntegrity[file] });
  return (
    <>
      <link rel="stylesheet" href={`${assetsPath}/strongroom.css`} {...attributesOf('strongroom.css')} />
      {imported.map((file) => (
        <link key={file} rel="modulepreload" href={`${assetsPath}/${file}`} {...attributesOf(file)} />
      ))}
      <script type="module" src={`${assetsPath}/strongroom.js`} {...attributesOf('strongroom.js')}></script>
    </>
  );
}

function joinClasses(named: Record<string, boolean | undefined>): string | undefined {
  const classes = Object.keys(named).filter((name) => named[name]);
  return classes.length > 0 ? classes.join(' ') : undefined;
}

/** On every page, until they have chosen their own. */
function TemporaryPasswordNotice({ until }: { until: string }) {
  return (
    <Notice kind="plain">
      Your password was made by somebody else, and works until <Timestamp at={until} />.{' '}
      <a href="/account/password">Choose your own</a>.
    </Notice>
  );
}

/** On every page, so that nobody takes last night for today. */
function ReadOnlyBanner({ time }: { time: string }) {
  return (
    <aside class="copy" aria-label="Read-only copy">
      <strong>This is a read-only copy of {time}.</strong> Strongroom is being repaired. Nothing can be
      changed here, and what came in later is missing.
    </aside>
  );
}

function PageHeader({
  pageFrame,
  person,
}: {
  pageFrame: PageFrame;
  person: NonNullable<PageFrame['person']>;
}) {
  return (
    <header class="top">
      <a class="wordmark" href="/matters">
        <Logo />
        <span>Strongroom</span>
      </a>
      <nav aria-label="Main">
        <NavLink pageFrame={pageFrame} href="/matters" section="matters" label="Matters" />
        <NavLink pageFrame={pageFrame} href="/search" section="search" label="Search" />
        {person.role === 'administrator' ? (
          <NavLink pageFrame={pageFrame} href="/people" section="people" label="People" />
        ) : null}
        {person.role === 'administrator' ? (
          <NavLink pageFrame={pageFrame} href="/admin/status" section="status" label="Status" />
        ) : null}
        {person.role === 'auditor' ? (
          <NavLink pageFrame={pageFrame} href="/audit" section="audit" label="Audit log" />
        ) : null}
      </nav>
      {pageFrame.section === 'search' ? null : (
        <form class="find" role="search" aria-label="In all matters" action="/search">
          <Icon name="search" />
          <input
            type="search"
            name="q"
            aria-label="Search all matters"
            placeholder="Search all matters"
            value={pageFrame.query}
            autocomplete="off"
            data-search
          />
        </form>
      )}
      <Form class="account" action="/sign-out" data-person={person.id}>
        <a
          class="who"
          href="/account"
          title={`Your account, ${safeDisplayName(person.email)}`}
          aria-current={pageFrame.section === 'account' ? 'page' : undefined}
        >
          <SafeText of={person.name} />
        </a>
        <button class="quiet">Sign out</button>
      </Form>
    </header>
  );
}

type NavLinkProps = { pageFrame: PageFrame; href: string; section: PageFrame['section']; label: string };

function NavLink({ pageFrame, href, section, label }: NavLinkProps) {
  return (
    <a href={href} aria-current={pageFrame.section === section ? 'page' : undefined}>
      {label}
    </a>
  );
}
