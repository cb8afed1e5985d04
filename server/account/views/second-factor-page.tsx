import type { AuthenticatorSetup } from '../../../core/auth/second-factor/second-factor.ts';
import { accountCrumb } from '../../ui/crumbs.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

export type SecondFactorPageProps = {
  pageFrame: PageFrame;
  setup: AuthenticatorSetup;
  /** The setup's address as a picture, as a data: address. */
  qrCodeUrl: string;
  problem?: string;
};

/** Sets up an authenticator app. Each time the page is opened it shows a new seed; nothing is stored before its first code came. */
export function SecondFactorPage({ pageFrame, setup, qrCodeUrl, problem }: SecondFactorPageProps) {
  return (
    <Page title="Set up an authenticator app" pageFrame={pageFrame} crumbs={[accountCrumb]} problem={problem}>
      <p class="lead">Scan this code with the app, then type the code that the app shows.</p>
      <p>
        Without an app, <a href="/account/passkeys">add a passkey</a>: it needs no codes.
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
        Or type this into the app: <code class="secret">{setup.seed.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <Form class="stack narrow" action="/account/second-factor">
        <input type="hidden" name="setup" value={setup.setup} />
        <label>
          Code
          <input name="code" autocomplete="one-time-code" inputMode="numeric" maxLength={20} required />
        </label>
        <button class="primary">Turn it on</button>
      </Form>
    </Page>
  );
}

type RecoveryCodesPageProps = {
  pageFrame: PageFrame;
  codes: string[];
  /** What was done that led here. */
  message: string;
};

/** The codes on paper, shown this once. */
export function RecoveryCodesPage({ pageFrame, codes, message }: RecoveryCodesPageProps) {
  return (
    <Page title="Recovery codes" pageFrame={pageFrame} done={message}>
      <p class="lead">
        Write these codes down. Each signs you in once without your phone or passkey. They are shown only now.
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
    </Page>
  );
}
