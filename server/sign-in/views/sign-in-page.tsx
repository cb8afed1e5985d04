import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { Door } from '../../ui/door.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { PasskeyForm } from '../../ui/passkey-form.tsx';

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
    <Door title="Sign in" pageFrame={pageFrame} lead="The firm’s document room" problem={problem}>
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
        <>
          <LocalSignIn {...props} />
          <p class="hint">Forgot your password? Ask your administrator for a new one.</p>
        </>
      )}
    </Door>
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
          optionsUrl="/api/session/passkey/question"
          ceremony="get"
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
