/**
 * Asks the browser for a passkey when its form is sent, and sends the form with the answer in it. Without this script, or where there are
 * no passkeys, the sentence that stands in its place says so.
 */
export class PasskeyButton extends HTMLElement {
  connectedCallback(): void {
    const form = this.closest('form');
    const answer = form?.querySelector<HTMLInputElement>('input[name="passkey"]');
    const button = this.querySelector('button');
    const hint = this.querySelector<HTMLElement>('.hint');
    if (!form || !answer || !button || !hint) return;
    const obstacle = unsupportedReason(this.getAttribute('origin') ?? '');
    if (obstacle !== undefined) {
      hint.textContent = obstacle;
      return;
    }
    hint.hidden = true;
    button.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!button.disabled) void this.#send(form, answer, button);
    });
  }

  async #send(form: HTMLFormElement, answer: HTMLInputElement, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.#showMessage('');
    try {
      answer.value = JSON.stringify(await this.#requestPasskey(form));
      form.submit();
    } catch (error) {
      this.#showMessage(error instanceof RequestRefused ? error.message : describeError(error));
    } finally {
      // Whoever comes back to this page asks anew: an answer is good once.
      answer.value = '';
      button.disabled = false;
    }
  }

  async #requestPasskey(form: HTMLFormElement): Promise<unknown> {
    const ticket = form.querySelector<HTMLInputElement>('input[name="ticket"]')?.value;
    const options = await fetchCeremonyOptions(
      this.getAttribute('options-url') ?? '',
      ticket ? { ticket } : {},
      // The address of a page that answered a form is the form's, and cannot be opened.
      this.getAttribute('returns-to') ?? `${location.pathname}${location.search}`,
    );
    const credential =
      this.getAttribute('ceremony') === 'create'
        ? await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
              options as PublicKeyCredentialCreationOptionsJSON,
            ),
          })
        : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
              options as PublicKeyCredentialRequestOptionsJSON,
            ),
          });
    return (credential as PublicKeyCredential).toJSON();
  }

  #showMessage(sentence: string): void {
    const alert = this.querySelector('[role="alert"]');
    if (alert) alert.textContent = sentence;
  }
}

/** What the server has said no to, in its own words. */
class RequestRefused extends Error {}

async function fetchCeremonyOptions(address: string, body: object, returnsTo: string): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  const result = (await response.json()) as { type?: string; detail?: string };
  if (response.ok) return result;
  if (result.type?.endsWith(':confirm-first'))
    location.assign(`/confirm?next=${encodeURIComponent(returnsTo)}`);
  throw new RequestRefused(result.detail ?? 'Strongroom did not answer. Try again.');
}

/** Why there can be no passkey here, or undefined. */
function unsupportedReason(origin: string): string | undefined {
  if (origin !== location.origin) return `Passkeys work only at ${origin}. Open Strongroom there to use one.`;
  const knows =
    typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
  return knows ? undefined : 'This browser is too old for passkeys. Update it, or continue without one.';
}

/** Browsers tell pages little on purpose: giving up, waiting too long and having no passkey look the same. */
function describeError(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'InvalidStateError') return 'This device or key holds a passkey of yours already.';
  if (name === 'NotAllowedError')
    return 'No passkey was used. Try again, and confirm with your finger, face or PIN when the browser asks.';
  return 'Strongroom could not be asked. Check the network and try again.';
}
