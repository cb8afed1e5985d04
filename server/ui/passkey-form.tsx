import { Form } from './form.tsx';
import type { Children } from './custom-elements.ts';

type PasskeyFormProps = {
  action: string;
  /** Where the script fetches what to ask the browser with. */
  optionsUrl: string;
  ceremony: 'get' | 'create';
  /** The page to come back to where the options ask first that they confirm who they are. */
  returnsTo?: string;
  /** The one origin under which passkeys work. */
  origin: string;
  label: string;
  primary?: boolean;
  narrow?: boolean;
  children?: Children;
};

/** A form that is sent with a passkey in it. Only a script can ask for one, so without it the form is a sentence. */
export function PasskeyForm(props: PasskeyFormProps) {
  const { action, optionsUrl, ceremony, origin, returnsTo, label, primary, narrow, children } = props;
  return (
    <Form class={narrow ? 'stack narrow' : 'stack'} action={action}>
      {children}
      <input type="hidden" name="passkey" value="" />
      <passkey-button
        class="stack"
        options-url={optionsUrl}
        ceremony={ceremony}
        origin={origin}
        returns-to={returnsTo}
      >
        <p class="hint">A passkey needs the script of this page. Your browser has not run it.</p>
        <button class={primary ? 'primary' : undefined} hidden>
          {label}
        </button>
        <p class="reason" role="alert"></p>
      </passkey-button>
    </Form>
  );
}
