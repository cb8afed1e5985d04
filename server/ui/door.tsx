import type { Children } from './custom-elements.ts';
import { Logo } from './icons.tsx';
import { Layout } from './layout.tsx';
import { OutcomeNotices } from './notice.tsx';
import type { PageFrame } from './page-frame.ts';

type DoorProps = {
  pageFrame: PageFrame;
  title: string;
  lead: Children;
  problem?: string | undefined;
  children: Children;
};

/** A page before signing in: one sheet in the middle, under the name of the house. */
export function Door({ pageFrame, title, lead, problem, children }: DoorProps) {
  return (
    <Layout title={title} pageFrame={pageFrame}>
      <section class="door" aria-labelledby="door-title">
        <Logo />
        <h1 id="door-title">Strongroom</h1>
        <p class="lead">{lead}</p>
        <OutcomeNotices problem={problem} />
        {children}
      </section>
    </Layout>
  );
}
