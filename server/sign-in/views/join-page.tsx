import type { InvitedPerson } from '../../../core/people/use-password-link.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { SafeText } from '../../ui/format.tsx';
import { Logo } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

type JoinPageProps = { pageFrame: PageFrame; invitation: InvitedPerson | undefined; problem?: string };

/** Where an invitation or a link for a new password leads. The form goes back to its own address, which holds the token. */
export function JoinPage({ pageFrame, invitation, problem }: JoinPageProps) {
  return (
    <Layout title="Choose your password" pageFrame={pageFrame}>
      <section class="door" aria-labelledby="join-title">
        <Logo />
        <h1 id="join-title">Strongroom</h1>
        {invitation ? <ChoosePasswordForm invited={invitation} problem={problem} /> : <ExpiredLink />}
      </section>
    </Layout>
  );
}

function ChoosePasswordForm({ invited, problem }: { invited: InvitedPerson; problem: string | undefined }) {
  return (
    <>
      <p class="lead">
        {invited.hasPassword ? 'Choose a new password, ' : 'Welcome. Choose your password, '}
        <SafeText of={invited.name} />
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <Form class="stack">
        <label>
          E-mail address, to sign in with
          <input type="email" value={invited.email} autocomplete="username" readOnly />
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
          8 characters or more. A sentence of several words is easy to keep in mind and hard to guess; you may
          paste it.
        </p>
        <button class="primary">Set the password and sign in</button>
      </Form>
      <p class="hint">This link works once. Wherever else you are signed in, you will be signed out.</p>
    </>
  );
}

function ExpiredLink() {
  return (
    <>
      <p class="lead">This link does not work any more</p>
      <p>
        It was used already, was taken back, or is too old. Ask your administrator for a new one.{' '}
        <a href="/sign-in">Sign in</a> if you have chosen a password.
      </p>
    </>
  );
}
