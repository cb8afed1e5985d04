import type { PageFrame } from '../../ui/page-frame.ts';
import { Logo } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';
import { PasskeyForm } from '../../ui/passkey-form.tsx';

export type SignInCodePageProps = {
  pageFrame: PageFrame;
  ticket: string;
  next: string;
  /** What this person can go on with. */
  factors: { app: boolean; passkeys: number };
  /** Where passkeys work; none where the appliance has no name. */
  origin?: string;
  problem?: string;
};

/** The second step of signing in. The password is not in this page: the ticket stands for it. */
export function SignInCodePage({ pageFrame, ticket, next, factors, origin, problem }: SignInCodePageProps) {
  const hiddenFields = (
    <>
      <input type="hidden" name="ticket" value={ticket} />
      <input type="hidden" name="next" value={next} />
    </>
  );
  return (
    <Layout title="Sign in" pageFrame={pageFrame}>
      <section class="door" aria-labelledby="sign-in-title">
        <Logo />
        <h1 id="sign-in-title">Strongroom</h1>
        <p class="lead">One more step: {describeNextFactor(factors)}</p>
        {problem ? <Notice kind="problem">{problem}</Notice> : null}
        {factors.passkeys > 0 && origin !== undefined ? (
          <PasskeyForm
            action="/sign-in/passkey"
            question="/api/session/passkey/question"
            act="get"
            origin={origin}
            label="Use your passkey"
            primary
          >
            {hiddenFields}
          </PasskeyForm>
        ) : null}
        <Form class="stack" action="/sign-in/code">
          {hiddenFields}
          <label>
            {factors.app ? 'Code of your authenticator app' : 'Recovery code'}
            <input
              name="code"
              autocomplete="one-time-code"
              maxLength={100}
              required
              autofocus={factors.passkeys === 0}
            />
          </label>
          <button class={factors.passkeys > 0 ? undefined : 'primary'}>Sign in</button>
        </Form>
        <p class="hint">{describeRecovery(factors)}</p>
        <p>
          <a href="/sign-in">Begin again</a>
        </p>
      </section>
    </Layout>
  );
}

function describeNextFactor({ app, passkeys }: SignInCodePageProps['factors']): string {
  if (passkeys === 0) return 'the code';
  return app ? 'your passkey, or the code' : 'your passkey';
}

function describeRecovery({ app }: SignInCodePageProps['factors']): string {
  return app
    ? 'Without your phone, type one of your recovery codes. Each is good once.'
    : 'Without your passkey, type one of your recovery codes. Each is good once.';
}
