import Bowser from 'bowser';
import type { ApiKeyView } from '../../../core/auth/api-keys/api-keys.ts';
import type { SessionView } from '../../../core/auth/sessions/own-sessions.ts';
import { SingleSignOnSection } from './single-sign-on-section.tsx';
import { ApiKeysSection } from './api-keys-section.tsx';
import { SecondFactorSections } from './second-factor-sections.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { safeDisplayName } from '../../ui/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';

export type AccountPageProps = {
  pageFrame: PageFrame;
  sessions: SessionView[];
  keys: ApiKeyView[];
  secondFactor: { app: boolean; passkeys: number; recoveryCodesLeft: number };
  /** The firm's provider, where single sign-on is on. */
  signOn?: { name: string; linked: boolean };
  /** What was just done. */
  done?: string;
  problem?: string;
  /** A key that was just made, shown this once. */
  newKey?: ApiKeyView & { key: string };
};

/** What everybody tends for themselves: where they are signed in, their password, their programs' keys. */
export function AccountPage({
  pageFrame,
  sessions,
  keys,
  secondFactor,
  signOn,
  done,
  problem,
  newKey,
}: AccountPageProps) {
  return (
    <Layout title="Your account" pageFrame={pageFrame}>
      <h1>Your account</h1>
      <p class="lead">
        <SafeText of={pageFrame.person?.name ?? ''} />, <SafeText of={pageFrame.person?.email ?? ''} />
      </p>
      {done ? <Notice kind="good">{done}</Notice> : null}
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <SessionsSection sessions={sessions} />
      <ChangePasswordForm email={pageFrame.person?.email ?? ''} />
      <SecondFactorSections factors={secondFactor} />
      {signOn ? <SingleSignOnSection {...signOn} /> : null}
      <ApiKeysSection keys={keys} {...(newKey && { newKey })} />
    </Layout>
  );
}

function SessionsSection({ sessions }: { sessions: SessionView[] }) {
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
        <Form class="line" action="/account/sessions/end">
          <button>Sign out everywhere else</button>
        </Form>
      ) : null}
      <p class="hint">A session ends after 8 hours without use, and after 24 hours in any case.</p>
    </section>
  );
}

function SessionRow({ session }: { session: SessionView }) {
  const device = formatDeviceName(session.userAgent);
  return (
    <tr>
      <th scope="row">{device}</th>
      <td data-label="Last used">
        <Timestamp at={session.lastUsedAt} />
      </td>
      <td data-label="Signed in">
        <Timestamp at={session.openedAt} />
      </td>
      <td data-label="What to do">
        {session.isThis ? (
          'This is where you are now'
        ) : (
          <Form action={`/account/sessions/${session.id}/end`}>
            <button class="quiet" aria-label={`Sign out ${device}`}>
              Sign out
            </button>
          </Form>
        )}
      </td>
    </tr>
  );
}

/** "Firefox on Windows"; a program that names itself otherwise stands as it does. */
function formatDeviceName(userAgent: string): string {
  if (userAgent === '') return 'A program without a name';
  const { browser, os } = Bowser.parse(userAgent);
  return browser.name && os.name ? `${browser.name} on ${os.name}` : safeDisplayName(userAgent.slice(0, 60));
}

function ChangePasswordForm({ email }: { email: string }) {
  return (
    <section aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <Form class="stack narrow" action="/account/password">
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
      </Form>
    </section>
  );
}
