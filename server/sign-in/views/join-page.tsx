import type { InvitedPerson } from '../../../core/people/use-password-link.ts';
import { Door } from '../../ui/door.tsx';
import { SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';

type JoinPageProps = { pageFrame: PageFrame; invitation: InvitedPerson | undefined; problem?: string };

/** Where an invitation or a link for a new password leads. The form goes back to its own address, which holds the token. */
export function JoinPage({ pageFrame, invitation, problem }: JoinPageProps) {
  if (!invitation) return <ExpiredLinkPage pageFrame={pageFrame} />;
  const lead = (
    <>
      {invitation.hasPassword ? 'Choose a new password, ' : 'Welcome. Choose your password, '}
      <SafeText of={invitation.name} />
    </>
  );
  return (
    <Door title="Choose your password" pageFrame={pageFrame} lead={lead} problem={problem}>
      <Form class="stack">
        <label>
          E-mail address, to sign in with
          <input type="email" value={invitation.email} autocomplete="username" readOnly />
        </label>
        <label>
          New password
          <input
            type="password"
            name="password"
            autocomplete="new-password"
            maxLength={200}
            required
            autofocus
            aria-describedby="join-hint"
          />
        </label>
        <p class="hint" id="join-hint">
          It needs at least 12 characters. A sentence of several words is easy to remember and hard to guess.
          You may paste it.
        </p>
        <button class="primary">Set the password and sign in</button>
      </Form>
      <p class="hint">This link works once. You will be signed out everywhere else.</p>
    </Door>
  );
}

function ExpiredLinkPage({ pageFrame }: { pageFrame: PageFrame }) {
  return (
    <Door title="Choose your password" pageFrame={pageFrame} lead="This link does not work any more">
      <p>
        It was used or withdrawn, it is too old, or your account may do more than when it was made. Ask your
        administrator for a new one. <a href="/sign-in">Sign in</a> if you have chosen a password.
      </p>
    </Door>
  );
}
