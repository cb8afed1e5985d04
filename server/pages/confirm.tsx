import type { Chrome } from './chrome.js';
import { Layout } from './layout.js';
import { Notice } from './notice.js';

/** Asks who is signed in for their password again, before an act that a stranger at an open browser must not do. */
export function ConfirmPage({ chrome, next, problem }: { chrome: Chrome; next: string; problem?: string }) {
  return (
    <Layout title="Confirm that it is you" chrome={chrome}>
      <h1>Confirm that it is you</h1>
      <p class="lead">What you want to do needs your password again. Nothing has been changed yet.</p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <form class="stack narrow" method="post" action="/confirm">
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="username" value={chrome.person?.email} autocomplete="username" />
        <label>
          Password
          <input type="password" name="password" autocomplete="current-password" required autofocus />
        </label>
        <button class="primary">Go on</button>
      </form>
    </Layout>
  );
}
