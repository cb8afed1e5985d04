import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import express, { Router } from 'express';

/** Where server/build-assets.ts puts them, from wherever this code runs. */
const assetsDir = join(dirname(findPackageJSON('..', import.meta.url) ?? ''), 'dist/server/assets/');

const release = readRelease();

/** The folder of this release's assets, as browsers address it: its name changes with the content. */
export const assetsPath = `/assets/${release.hash}`;

/** What a browser compares each script and style of this release with (Subresource Integrity), by file name. */
export const assetIntegrity: Readonly<Record<string, string>> = release.integrity;

/**
 * Styles, scripts and typefaces. Under the address of this release they may be kept for good; under another release's
 * (a page that was open during an upgrade) they are given, but not to be kept.
 */
export function createAssetRouter(): Router {
  const router = Router();
  const files = express.static(assetsDir, { index: false, redirect: false, cacheControl: false, etag: true });
  router.use('/assets/:release', (request, response, next) => {
    const isThisRelease = `/assets/${request.params.release}` === assetsPath;
    response.set('Cache-Control', isThisRelease ? 'public, max-age=31536000, immutable' : 'no-cache');
    response.locals['route'] = '/assets';
    files(request, response, next);
  });
  return router;
}

/** Written by server/build-assets.ts. Without it the pages still work; they only look plain. */
function readRelease(): { hash: string; integrity: Record<string, string> } {
  try {
    return JSON.parse(readFileSync(`${assetsDir}release.json`, 'utf8')) as ReturnType<typeof readRelease>;
  } catch {
    return { hash: 'unbuilt', integrity: {} };
  }
}
