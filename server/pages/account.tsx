import Bowser from 'bowser';
import type { KeyView } from '../../core/auth/api-key.js';
import type { SessionView } from '../../core/auth/own-sessions.js';
import { AccountKeys } from './account-keys.js';
import type { Chrome } from './chrome.js';
import { counted, Moment, Name } from './figures.js';
import { Layout } from './layout.js';
import { Notice } from './notice.js';
import { visibleName } from './visible-name.js';

export type AccountPageProps = {
  chrome: Chrome;
  sessions: SessionView[];
  keys: KeyView[];
  secondFactor: { on: boolean; recoveryCodesLeft: number };
  /** What was just done. */
  done?: string;
  problem?: string;
  /** A key that was just made, shown this once. */
  newKey?: KeyView & { key: string };
};

/** What everybody tends for themselves: where they are signed in, their password, their programs' keys. */
export function AccountPage({
  chrome,
  sessions,
  keys,
  secondFactor,
  done,
  problem,
  newKey,
}: AccountPageProps) {
  return (
    <Layout title="Your account" chrome={chrome}>
      <h1>Your account</h1>
      <p class="lead">
        <Name of={chrome.person?.name ?? ''} />, <Name of={chrome.person?.email ?? ''} />
      </p>
      {done ? <Notice kind="good">{done}</Notice> : null}
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <Sessions sessions={sessions} />
      <PasswordForm email={chrome.person?.email ?? ''} />
      <SecondFactor {...secondFactor} />
      <AccountKeys keys={keys} {...(newKey && { newKey })} />
    </Layout>
  );
}

function Sessions({ sessions }: { sessions: SessionView[] }) {
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are signed in</h2>
      <div class="scroll">
        <table class="list" id="sessions">
          <thead>
            <tr>
              <th scope="col">Device</th>
              <th scope="col">Last used</th>
              <th scope="col">Signed in</th>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <SessionRow session={session} />
            ))}
          </tbody>
        </table>
      </div>
      {sessions.length > 1 ? (
        <form class="more" method="post" action="/account/sessions/end">
          <button>Sign out everywhere else</button>
        </form>
      ) : null}
      <p class="hint">A session ends after 8 hours without use, and after 24 hours in any case.</p>
    </section>
  );
}

function SessionRow({ session }: { session: SessionView }) {
  const device = deviceName(session.userAgent);
  return (
    <tr>
      <th scope="row">{device}</th>
      <td data-label="Last used">
        <Moment at={session.lastUsedAt} />
      </td>
      <td data-label="Signed in">
        <Moment at={session.openedAt} />
      </td>
      <td data-label="What to do">
        {session.isThis ? (
          'This is where you are now'
        ) : (
          <form method="post" action={`/account/sessions/${session.id}/end`}>
            <button class="quiet" aria-label={`Sign out ${device}`}>
              Sign out
            </button>
          </form>
        )}
      </td>
    </tr>
  );
}

/** "Firefox on Windows"; a program that names itself otherwise stands as it does. */
function deviceName(userAgent: string): string {
  if (userAgent === '') return 'A program without a name';
  const { browser, os } = Bowser.parse(userAgent);
  return browser.name && os.name ? `${browser.name} on ${os.name}` : visibleName(userAgent.slice(0, 60));
}

function PasswordForm({ email }: { email: string }) {
  return (
    <section aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <form class="stack narrow" method="post" action="/account/password">
        <input type="hidden" name="username" value={email} autocomplete="username" />
        <label>
          Present password
          <input type="password" name="current" autocomplete="current-password" required />
        </label>
        <label>
          New password
          <input type="password" name="next" autocomplete="new-password" minLength={8} required />
        </label>
        <p class="hint">
          A sentence of several words is easy to keep in mind and hard to guess. Your other sessions end.
        </p>
        <button class="primary">Change the password</button>
      </form>
    </section>
  );
}

function SecondFactor({ on, recoveryCodesLeft }: AccountPageProps['secondFactor']) {
  return (
    <section aria-labelledby="factor-title">
      <h2 id="factor-title">Authenticator app</h2>
      {on ? (
        <form class="stack narrow" method="post" action="/account/second-factor/remove">
          <p>Signing in takes a code of your app. {counted(recoveryCodesLeft, 'recovery code')} left.</p>
          <p>
            <a class="button" href="/account/second-factor">
              Set it up anew, with new recovery codes
            </a>
          </p>
          <button>Turn it off</button>
        </form>
      ) : (
        <>
          <p>
            Signing in takes your password alone. With an app on your phone, a stolen password opens nothing.
          </p>
          <p>
            <a class="button" href="/account/second-factor">
              Set up an authenticator app
            </a>
          </p>
        </>
      )}
    </section>
  );
}
