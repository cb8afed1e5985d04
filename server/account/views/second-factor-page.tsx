import type { AuthenticatorSetup } from '../../../core/auth/second-factor/second-factor.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

export type SecondFactorPageProps = {
  pageFrame: PageFrame;
  setup: AuthenticatorSetup;
  /** The setup's address as a picture, as a data: address. */
  qrCodeUrl: string;
  problem?: string;
};

/** Sets up an authenticator app. Each time the page is opened it shows a new seed; nothing is kept before its first code came. */
export function SecondFactorPage({ pageFrame, setup, qrCodeUrl, problem }: SecondFactorPageProps) {
  return (
    <Layout title="Set up an authenticator app" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/account">Your account</a>
      </nav>
      <h1>Set up an authenticator app</h1>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <p class="lead">Take a picture of this with the app, then type the code that it shows.</p>
      <p>
        Without an app, <a href="/account/passkeys">add a passkey</a>: it takes no codes.
      </p>
      <p>
        <img
          class="code-picture"
          src={qrCodeUrl}
          alt="QR code for an authenticator app"
          width="240"
          height="240"
        />
      </p>
      <p>
        Or type it by hand: <code class="secret">{setup.seed.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <Form class="stack narrow" action="/account/second-factor">
        <input type="hidden" name="setup" value={setup.setup} />
        <label>
          Code
          <input name="code" autocomplete="one-time-code" inputMode="numeric" maxLength={20} required />
        </label>
        <button class="primary">Turn it on</button>
      </Form>
    </Layout>
  );
}

/** The codes on paper, shown this once. */
export function RecoveryCodesPage({
  pageFrame,
  codes,
  news,
}: {
  pageFrame: PageFrame;
  codes: string[];
  news: string;
}) {
  return (
    <Layout title="Recovery codes" pageFrame={pageFrame}>
      <h1>Recovery codes</h1>
      <Notice kind="good">
        <p>{news}</p>
      </Notice>
      <p class="lead">
        Write these down: each signs you in once without your phone or passkey. They are shown only now.
      </p>
      <ul class="codes" id="recovery-codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a class="button" href="/account">
          I have written them down
        </a>
      </p>
    </Layout>
  );
}
