import type { Chrome } from './chrome.js';
import { Mark } from './icons.js';
import { Layout } from './layout.js';
import { Notice } from './notice.js';

type Props = { chrome: Chrome; ticket: string; next: string; problem?: string };

/** The second step of signing in. The password is not in this page: the ticket stands for it. */
export function SignInCodePage({ chrome, ticket, next, problem }: Props) {
  return (
    <Layout title="Sign in" chrome={chrome}>
      <section class="door" aria-labelledby="sign-in-title">
        <Mark />
        <h1 id="sign-in-title">Strongroom</h1>
        <p class="lead">Your password is right; now the code</p>
        {problem ? <Notice kind="problem">{problem}</Notice> : null}
        <form class="stack" method="post" action="/sign-in/code">
          <input type="hidden" name="ticket" value={ticket} />
          <input type="hidden" name="next" value={next} />
          <label>
            Code of your authenticator app
            <input name="code" autocomplete="one-time-code" maxLength={100} required autofocus />
          </label>
          <button class="primary">Sign in</button>
        </form>
        <p class="hint">Without your phone, type one of your recovery codes. Each is good once.</p>
        <p>
          <a href="/sign-in">Begin again</a>
        </p>
      </section>
    </Layout>
  );
}
