import { z } from 'zod';

const NAMES = ['loopback', 'linklocal', 'uniquelocal'];

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** Everybody: then anybody could claim any address. */
const isEverybody = (entry: string) => /\/0+$/.test(entry);

/** Checks the option `trustedProxies`: addresses, ranges, and names of well-known ranges. */
export const trustedProxiesSchema = z
  .array(
    z
      .string()
      .refine(
        (entry) =>
          NAMES.includes(entry) || (address.safeParse(entry).success && !isEverybody(entry)),
        'must be the address of a proxy, a range such as 10.0.0.0/8, or loopback, linklocal or uniquelocal',
      ),
  )
  .default([]);
