import { listSets } from '../backup/list-sets.js';
import { listSnapshots } from '../backup/snapshots.js';
import type { Command } from '../command.js';
import { checkKey } from './check-key.js';
import { placeFlags, withPlaces } from './named-places.js';

export const listSetsCommand: Command = {
  summary:
    'lists the sets of the places that are named, as "snapshots" does; used while the appliance does not run',
  flags: placeFlags,
  run: ({ flags }) =>
    withPlaces(flags, (places) =>
      listSets(
        places,
        'When each was last proven cannot be told: the appliance does not run, and its database knows.',
        async (place) => listSnapshots(await checkKey(place)),
      ),
    ),
};
