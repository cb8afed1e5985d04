import type { Chrome } from './chrome.js';
import { Mark } from './icons.js';
import { Layout } from './layout.js';
import { Notice } from './notice.js';

type Props = { chrome: Chrome; email?: string; next?: string; problem?: string };

export function SignInPage({ chrome, email, next, problem }: Props) {
  return (
    <Layout title="Sign in" chrome={chrome}>
      <section class="door" aria-labelledby="sign-in-title">
        <Mark />
        <h1 id="sign-in-title">Strongroom</h1>
        <p class="lead">The firm’s document room</p>
        {problem ? <Notice kind="problem">{problem}</Notice> : null}
        <form class="stack" method="post" action="/sign-in">
          {next ? <input type="hidden" name="next" value={next} /> : null}
          <label>
            E-mail address
            <input
              type="email"
              name="email"
              value={email}
              autocomplete="username"
              required
              autofocus={!email}
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
        </form>
        <p class="hint">Forgotten your password? Your administrator can give you a new one.</p>
      </section>
    </Layout>
  );
}
