import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { z } from 'zod';

const packageFile = findPackageJSON('..', import.meta.url) ?? 'package.json';

/** The product's version, as the package, the images and every backup's manifest name it. */
export const productVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version;
