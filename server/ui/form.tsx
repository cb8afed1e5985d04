import { createContext, type FormHTMLAttributes } from 'preact';
import { useContext } from 'preact/hooks';

/** Gives the token of the page that is being drawn; asked for only by pages that hold a form. */
export const FormToken = createContext<() => string>(() => '');

/**
 * A form that does something: it posts, and carries the token without which nothing is done (server/http/form-token.ts). An upload carries it
 * in its address, because it must be known before the first byte of a file is taken.
 */
export function Form({ children, action, ...attributes }: FormHTMLAttributes & { action?: string }) {
  const token = useContext(FormToken)();
  if (attributes.encType === 'multipart/form-data')
    return (
      <form {...attributes} method="post" action={`${action ?? ''}?formToken=${encodeURIComponent(token)}`}>
        {children}
      </form>
    );
  return (
    <form {...attributes} method="post" action={action}>
      <input type="hidden" name="formToken" value={token} />
      {children}
    </form>
  );
}
