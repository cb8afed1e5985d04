import { FilterRows } from './filter-rows.js';
import { listenForKeys } from './keys.js';
import { LiveDocument } from './live-document.js';
import { LivePart } from './live-part.js';
import { LiveRows } from './live-rows.js';
import { LocalTime } from './local-time.js';
import { PageViewer } from './page-viewer.js';
import { PasskeyButton } from './passkey-button.js';
import { SearchAsYouType } from './search-as-you-type.js';
import { UploadQueue } from './upload-queue.js';

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

listenForKeys();
document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement && target.matches('[data-submit]')) target.form?.requestSubmit();
});
