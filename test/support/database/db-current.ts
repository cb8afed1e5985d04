import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../paths.ts';
import { sharedServices } from '../services.ts';
import { makeCurrentSql } from './current-sql.ts';

// `npm run db:current`: writes prisma/current.sql from a database of its own that has had every migration.
const text = await makeCurrentSql(await sharedServices());
writeFileSync(join(rootDir, 'prisma', 'current.sql'), text);
console.log('Wrote prisma/current.sql. Commit it together with the migration.');
process.exit(0);
