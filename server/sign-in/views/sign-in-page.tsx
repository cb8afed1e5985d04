import type { PageFrame } from '../../ui/page-frame.ts';
import { Logo } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasskeyForm } from '../../ui/passkey-form.tsx';
import { safeDisplayName } from '../../ui/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';

type SignInPageProps = {
  pageFrame: PageFrame;
  email?: string;
  next?: string;
  /** Where passkeys work; none where the appliance has no name. */
  origin?: string;
  problem?: string;
  /** The firm's provider, and whether passwords let emergency administrators in alone. */
  signOn?: { name: string; only: boolean };
};

export function SignInPage(props: SignInPageProps) {
  const { pageFrame, next, problem, signOn } = props;
  return (
    <Layout title="Sign in" pageFrame={pageFrame}>
      <section class="door" aria-labelledby="sign-in-title">
        <Logo />
        <h1 id="sign-in-title">Strongroom</h1>
        <p class="lead">The firm’s document room</p>
        {problem ? <Notice kind="problem">{problem}</Notice> : null}
        {signOn ? (
          <p>
            <a
              class={signOn.only ? 'button primary' : 'button'}
              href={`/single-sign-on${next ? `?next=${encodeURIComponent(next)}` : ''}`}
            >
              {`Sign in with ${safeDisplayName(signOn.name)}`}
            </a>
          </p>
        ) : null}
        {signOn?.only ? (
          <details>
            <summary>Emergency administrators</summary>
            <LocalSignIn {...props} />
          </details>
        ) : (
          <LocalSignIn {...props} />
        )}
        {signOn?.only ? null : (
          <p class="hint">Forgotten your password? Your administrator can give you a new one.</p>
        )}
      </section>
    </Layout>
  );
}

/** The ways in that are the appliance's own. */
function LocalSignIn(props: SignInPageProps) {
  const { next, origin } = props;
  return (
    <>
      <PasswordSignInForm {...props} />
      {origin === undefined ? null : (
        <PasskeyForm
          action="/sign-in/passkey"
          question="/api/session/passkey/question"
          act="get"
          origin={origin}
          label="Sign in with a passkey"
        >
          {next ? <input type="hidden" name="next" value={next} /> : null}
        </PasskeyForm>
      )}
    </>
  );
}

function PasswordSignInForm({ email, next, signOn }: SignInPageProps) {
  return (
    <Form class="stack" action="/sign-in">
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <label>
        E-mail address
        <input
          type="email"
          name="email"
          value={email}
          autocomplete="username"
          required
          autofocus={!email && !signOn}
        />
      </label>
      <label>
        Password
        <input
          type="password"
          name="password"
          autocomplete="current-password"
          required
          autofocus={Boolean(email)}
        />
      </label>
      <button class="primary">Sign in</button>
    </Form>
  );
}
