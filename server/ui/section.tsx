import type { Children } from './custom-elements.ts';
import { Icon, type IconName } from './icons.tsx';
import { OutcomeNotices } from './notice.tsx';

type SectionProps = {
  /** Of the heading, which names the section. */
  id: string;
  title: Children;
  class?: string;
  children: Children;
};

/** A part of a page under a heading of its own. */
export function Section({ id, title, class: className, children }: SectionProps) {
  return (
    <section class={className} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

type PanelProps = {
  /** What is inside, in a line that opens it; a panel without one is always open. */
  summary?: Children;
  icon?: IconName;
  isOpen?: boolean;
  /** Why the form inside was refused. It opens the panel. */
  problem?: string | undefined;
  children: Children;
};

/** A form, or a part of a page, on a sheet of its own, folded away where few need it. */
export function Panel({ summary, icon, isOpen, problem, children }: PanelProps) {
  if (!summary) return <div class="panel">{children}</div>;
  return (
    <details class="panel" open={isOpen === true || problem !== undefined}>
      <summary>
        {icon ? <Icon name={icon} /> : null}
        {summary}
      </summary>
      <OutcomeNotices problem={problem} />
      {children}
    </details>
  );
}
