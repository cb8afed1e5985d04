import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { PasskeyForm } from '../../ui/passkey-form.tsx';

export type ConfirmPageProps = {
  pageFrame: PageFrame;
  next: string;
  /** Where passkeys work, for who has one. */
  origin?: string;
  /** The firm's provider, for who signs in there. */
  providerName?: string;
  problem?: string;
};

/** Asks who is signed in for a proof again, before an act that a stranger at an open browser must not do. */
export function ConfirmPage({ pageFrame, next, origin, providerName, problem }: ConfirmPageProps) {
  return (
    <Page title="Confirm that it is you" pageFrame={pageFrame} problem={problem}>
      <p class="lead">What you want to do needs proof that it is still you. Nothing has been changed yet.</p>
      <Form class="stack narrow" action="/confirm">
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="username" value={pageFrame.person?.email} autocomplete="username" />
        <label>
          Password
          <input type="password" name="password" autocomplete="current-password" required autofocus />
        </label>
        <button class="primary">Continue</button>
      </Form>
      {origin === undefined ? null : (
        <PasskeyForm
          action="/confirm/passkey"
          optionsUrl="/api/session/confirm/question"
          ceremony="get"
          origin={origin}
          label="Use a passkey instead"
          narrow
        >
          <input type="hidden" name="next" value={next} />
        </PasskeyForm>
      )}
      {providerName ? (
        <p>
          <a class="button" href={`/confirm/single-sign-on?next=${encodeURIComponent(next)}`}>
            {`Confirm with ${safeDisplayName(providerName)} instead`}
          </a>
        </p>
      ) : null}
    </Page>
  );
}
