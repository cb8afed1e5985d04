import { FilterRows } from './filter-rows.ts';
import { listenForShortcuts } from './keyboard-shortcuts.ts';
import { leaveWhenSignedOut } from './leave-when-signed-out.ts';
import { LiveDocument } from './live-document.ts';
import { LivePart } from './live-part.ts';
import { LiveRows } from './live-rows.ts';
import { LocalTime } from './local-time.ts';
import { PageViewer } from './page-viewer.ts';
import { PasskeyButton } from './passkey-button.ts';
import { SearchAsYouType } from './search-as-you-type.ts';
import { UploadQueue } from './upload-queue.ts';

// Every page is whole without this script; what follows makes the pages answer faster and by keyboard.
document.documentElement.classList.add('scripted');

customElements.define('local-time', LocalTime);
customElements.define('filter-rows', FilterRows);
customElements.define('live-part', LivePart);
customElements.define('live-rows', LiveRows);
customElements.define('live-document', LiveDocument);
customElements.define('page-viewer', PageViewer);
customElements.define('passkey-button', PasskeyButton);
customElements.define('search-as-you-type', SearchAsYouType);
customElements.define('upload-queue', UploadQueue);

leaveWhenSignedOut();
listenForShortcuts();
document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement && target.matches('[data-submit]')) target.form?.requestSubmit();
});
