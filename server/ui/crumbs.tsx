import { SafeText } from './format.tsx';

export type Crumb = { href: string; label: string };

/** The way from the top to the page above this one; the page itself is not in it. */
export function Crumbs({ trail }: { trail: readonly Crumb[] }) {
  return (
    <nav class="crumbs" aria-label="Where you are">
      {trail.map(({ href, label }) => (
        <a href={href}>
          <SafeText of={label} />
        </a>
      ))}
    </nav>
  );
}

export const mattersCrumb: Crumb = { href: '/matters', label: 'Matters' };
export const peopleCrumb: Crumb = { href: '/people', label: 'People' };
export const statusCrumb: Crumb = { href: '/admin/status', label: 'Status' };
export const accountCrumb: Crumb = { href: '/account', label: 'Your account' };
export const disposalsCrumb: Crumb = { href: '/disposals', label: 'Disposal' };

/** The way to a page that belongs to one matter. */
export function matterCrumbs(matter: { id: string; name: string }): Crumb[] {
  return [mattersCrumb, { href: `/matters/${matter.id}`, label: matter.name }];
}
