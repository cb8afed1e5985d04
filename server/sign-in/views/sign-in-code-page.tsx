import { Door } from '../../ui/door.tsx';
import { HiddenFields } from '../../ui/fields.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
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
  const hasPasskey = factors.passkeys > 0;
  return (
    <Door
      title="Sign in"
      pageFrame={pageFrame}
      lead={`One more step: ${describeNextFactor(factors)}`}
      problem={problem}
    >
      {hasPasskey && origin !== undefined ? (
        <PasskeyForm
          action="/sign-in/passkey"
          optionsUrl="/api/session/passkey/question"
          ceremony="get"
          origin={origin}
          label="Use your passkey"
          primary
        >
          <HiddenFields of={{ ticket, next }} />
        </PasskeyForm>
      ) : null}
      <Form class="stack" action="/sign-in/code">
        <HiddenFields of={{ ticket, next }} />
        <label>
          {factors.app ? 'Code of your authenticator app' : 'Recovery code'}
          <input name="code" autocomplete="one-time-code" maxLength={100} required autofocus={!hasPasskey} />
        </label>
        <button class={hasPasskey ? undefined : 'primary'}>Sign in</button>
      </Form>
      <p class="hint">{describeRecovery(factors)}</p>
      <p>
        <a href="/sign-in">Start again</a>
      </p>
    </Door>
  );
}

function describeNextFactor({ app, passkeys }: SignInCodePageProps['factors']): string {
  if (passkeys === 0) return 'the code';
  return app ? 'your passkey, or the code' : 'your passkey';
}

function describeRecovery({ app }: SignInCodePageProps['factors']): string {
  return app
    ? 'Without your phone, type one of your recovery codes. Each works once.'
    : 'Without your passkey, type one of your recovery codes. Each works once.';
}
