import { listSets } from '../backup/list-sets.ts';
import { listSnapshots } from '../backup/snapshots.ts';
import type { Command } from '../command.ts';
import { checkKey } from './check-key.ts';
import { placeFlags, withPlaces } from './named-places.ts';

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
