import { PrimaryClient } from '../../../src/social-auth/index.js';
import { Pool } from 'pg';

/** Pass the pool to `new PrismaPg(pool)`, and to the option `pool`. */
export const createPool = (connectionString: string) =>
  new Pool({
    connectionString,
    Client: PrimaryClient,
    options: '-c TimeZone=UTC',
    connectionTimeoutMillis: 5000,
    query_timeout: 5500,
    statement_timeout: 5000,
    keepAlive: true,
  });
