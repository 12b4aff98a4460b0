import { z } from 'zod';

const RANGE_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

const addressOrRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** A range that contains all addresses would let any client set its own address. */
const containsAllAddresses = (range: string) => /\/0+$/.test(range);

const isProxy = (entry: string) =>
  RANGE_NAMES.includes(entry) ||
  (addressOrRange.safeParse(entry).success && !containsAllAddresses(entry));

/** Validates the option `trustedProxies`: addresses, CIDR ranges, and the range names of `proxy-addr`. */
export const trustedProxiesSchema = z
  .array(
    z
      .string()
      .refine(
        isProxy,
        'must be the address of a proxy, a range such as 10.0.0.0/8, or loopback, linklocal or uniquelocal',
      ),
  )
  .default([]);
