import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

type OwnPasswordPageProps = { pageFrame: PageFrame; problem?: string };

/** Before anything else that decides how somebody signs in: the password that somebody else made ends. */
export function OwnPasswordPage({ pageFrame, problem }: OwnPasswordPageProps) {
  return (
    <Page title="Choose your own password" pageFrame={pageFrame} problem={problem}>
      <p class="lead">
        Somebody else made your password. Whoever knows it could add a passkey or a key that outlives it, so
        these come after a password of your own.
      </p>
      <ChangePasswordForm email={pageFrame.person?.email ?? ''} hasKeys={false} />
      <p class="hint">If you do not know the password that you have, ask your administrator for a link.</p>
    </Page>
  );
}

/** Not ticked: whoever got in while they could may have made a key, and would stay. */
export function KeepKeysField() {
  return (
    <label class="check">
      <input type="checkbox" name="keepKeys" value="true" /> Keep my API keys: the programs that use them go
      on
    </label>
  );
}

/** For a new password, which takes the one before. */
export function ChangePasswordForm({ email, hasKeys }: { email: string; hasKeys: boolean }) {
  return (
    <Form class="stack narrow" action="/account/password">
      <input type="hidden" name="username" value={email} autocomplete="username" />
      <label>
        Current password
        <input type="password" name="current" autocomplete="current-password" required />
      </label>
      <label>
        New password
        <input type="password" name="next" autocomplete="new-password" minLength={12} required />
      </label>
      <p class="hint">
        A sentence of several words is easy to remember and hard to guess. A new password ends your other
        sessions.
      </p>
      {hasKeys ? <KeepKeysField /> : null}
      <button class="primary">Change the password</button>
    </Form>
  );
}
