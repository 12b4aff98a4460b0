import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../../src/generated/prisma/client.js';
import { TEST_SECRET } from '../../support/test-app.js';

/** The parts of an app that the examples use. */
export const settings = {
  publicUrl: 'https://app.example.com',
  secret: TEST_SECRET,
  google: { clientId: 'id', clientSecret: 'secret of Google' },
  github: { clientId: 'id', clientSecret: 'secret of GitHub' },
};

export let prisma: PrismaClient;

/** Gives the examples a database. */
export function useDatabase(url: string): PrismaClient {
  prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, options: '-c TimeZone=UTC' }),
  });
  return prisma;
}
