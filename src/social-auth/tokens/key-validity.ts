/**
 * A new key is published this long before it signs, in seconds. Verifiers cache the JWKS for 300 seconds and instances
 * their keys for 60, so all of them have the key when its first token arrives.
 */
export const PUBLISH_LEAD_SECONDS = 600;

/** Allowance for differing clocks and for requests in flight, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/** The start of the time in which a key signs. */
export interface SigningPeriod {
  /** The key is only published before this time. */
  readonly signsFrom: Date;
}

/** A key with the end of the time in which it verifies. */
export type WithValidity<K extends SigningPeriod> = K & {
  /** Milliseconds since 1970. Infinite until the key has a successor. */
  readonly verifiesUntil: number;
};

/**
 * Adds the time until which each key verifies: the expiration of the last token that it can have signed, which is one
 * token lifetime after its successor starts to sign.
 *
 * @param newestFirst keys in descending order of `signsFrom`
 * @param accessTokenTtl lifetime of an access token, in milliseconds
 */
export function withValidity<K extends SigningPeriod>(
  newestFirst: readonly K[],
  accessTokenTtl: number,
): WithValidity<K>[] {
  const overlap = accessTokenTtl + CLOCK_TOLERANCE_SECONDS * 1000;
  return newestFirst.map((key, index) => {
    const successor = newestFirst[index - 1];
    const verifiesUntil =
      successor === undefined ? Infinity : successor.signsFrom.getTime() + overlap;
    return { ...key, verifiesUntil };
  });
}
