/**
 * A new key is published this long before it signs, in seconds. Longer than verifiers cache the JWKS (300) and
 * instances their keys (60), so that all of them have the key when its first token arrives.
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
 * Adds to each key until when it verifies: until the last token that it can have signed has expired, which is one
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
