import { join } from 'node:path';
import { stagingDirectory, storageObjectsFolder } from '../data-folders.ts';
import { backupFiles } from './manifest.ts';
import { readObjectList, tallyObjects, type ObjectTally } from './object-tally.ts';

/** A tally of the objects below the data directory, of which none is expected yet. */
export function tallyBackedUpObjects(dataDir: string): ObjectTally {
  return tallyObjects(join(dataDir, storageObjectsFolder));
}

/** A tally that expects every object on the list of the backup that was just built. */
export async function expectObjects(dataDir: string): Promise<ObjectTally> {
  const objects = tallyBackedUpObjects(dataDir);
  const list = join(stagingDirectory({ dataDir }), backupFiles.objects);
  for await (const object of readObjectList(list)) objects.expect(object);
  return objects;
}
