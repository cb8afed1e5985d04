import type { PageFrame } from './page-frame.ts';
import { SafeText } from './format.tsx';
import { Layout } from './layout.tsx';

type ProblemPageProps = {
  pageFrame: PageFrame;
  status: number;
  title: string;
  detail: string;
  requestId?: string;
};

/** Any refusal or failure as a page. It says as much as the API would, and no more. */
export function ProblemPage({ pageFrame, status, title, detail, requestId }: ProblemPageProps) {
  return (
    <Layout title={title} pageFrame={pageFrame}>
      <section class="problem" aria-labelledby="problem-title">
        <p class="status">{status}</p>
        <h1 id="problem-title">{title}</h1>
        <p class="lead">
          <SafeText of={detail} />
        </p>
        <p>
          <a class="button" href="/matters">
            Go to your matters
          </a>
        </p>
        {requestId ? (
          <p class="hint">
            If you ask somebody about this, name this reference: <code>{requestId}</code>
          </p>
        ) : null}
      </section>
    </Layout>
  );
}
