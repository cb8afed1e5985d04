import { Crumbs, type Crumb } from './crumbs.tsx';
import type { Children } from './custom-elements.ts';
import { Layout } from './layout.tsx';
import { OutcomeNotices, type OutcomeNoticesProps } from './notice.tsx';
import type { PageFrame } from './page-frame.ts';

type PageProps = OutcomeNoticesProps & {
  pageFrame: PageFrame;
  /** Of the browser's tab, and the heading where no other is given. A name from outside is made safe. */
  title: string;
  /** The heading, where it is more than the title. */
  heading?: Children;
  /** The pages above this one, topmost first. */
  crumbs?: Crumb[];
  /** What stands beside the heading: buttons, a search field. */
  actions?: Children;
  /** A line of facts under the heading. */
  facts?: Children;
  wide?: boolean;
  children: Children;
};

/** A page as most are: the way up, a heading, what became of the last form, and the content. */
export function Page(props: PageProps) {
  const { pageFrame, title, heading, crumbs, actions, facts, wide, problem, done, children } = props;
  return (
    <Layout title={title} pageFrame={pageFrame} wide={wide ?? false}>
      {crumbs ? <Crumbs trail={crumbs} /> : null}
      <PageHeading actions={actions} facts={facts}>
        {heading ?? title}
      </PageHeading>
      <OutcomeNotices problem={problem} done={done} />
      {children}
    </Layout>
  );
}

type PageHeadingProps = { facts?: Children; actions?: Children; class?: string; children: Children };

/** The heading of a page, with facts under it and actions beside it where there are any. */
export function PageHeading({ facts, actions, class: className, children }: PageHeadingProps) {
  const heading = <h1 class={className}>{children}</h1>;
  if (!facts && !actions) return heading;
  return (
    <div class="heading">
      <div>
        {heading}
        {facts ? <p class="facts">{facts}</p> : null}
      </div>
      {actions}
    </div>
  );
}
