import type { Invited } from '../../core/people/use-password-link.ts';
import type { Chrome } from './chrome.ts';
import { Name } from './figures.tsx';
import { Mark } from './icons.tsx';
import { Layout } from './layout.tsx';
import { Notice } from './notice.tsx';
import { Form } from './form.tsx';

type Props = { chrome: Chrome; invited: Invited | undefined; problem?: string };

/** Where an invitation or a link for a new password leads. The form goes back to its own address, which holds the token. */
export function JoinPage({ chrome, invited, problem }: Props) {
  return (
    <Layout title="Choose your password" chrome={chrome}>
      <section class="door" aria-labelledby="join-title">
        <Mark />
        <h1 id="join-title">Strongroom</h1>
        {invited ? <ChooseForm invited={invited} problem={problem} /> : <Over />}
      </section>
    </Layout>
  );
}

function ChooseForm({ invited, problem }: { invited: Invited; problem: string | undefined }) {
  return (
    <>
      <p class="lead">
        {invited.hasPassword ? 'Choose a new password, ' : 'Welcome. Choose your password, '}
        <Name of={invited.name} />
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

function Over() {
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
