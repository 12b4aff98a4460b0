/**
 * How long a new key is published before it signs, in seconds: longer than other services keep our
 * JWKS (300) and our instances their keys (60), so that everybody knows it by its first token.
 */
export const PUBLISH_LEAD_SECONDS = 600;

/** For clocks that disagree and tokens under way, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/** What decides over the use of a key. */
export interface SigningPeriod {
  /** From here on it signs; before, it is only published. */
  readonly signsFrom: Date;
}

/** A key, and how long its tokens are taken. */
export type WithValidity<K extends SigningPeriod> = K & {
  /** Milliseconds since 1970; infinite until it has a successor. */
  readonly verifiesUntil: number;
};

/**
 * Says of each key how long it verifies: until the last token it can have signed is dead, which is an
 * access token's life after its successor takes over.
 *
 * @param newestFirst ordered by `signsFrom`
 */
export function withValidity<K extends SigningPeriod>(
  newestFirst: readonly K[],
  accessTokenTtl: number,
): WithValidity<K>[] {
  const afterwards = accessTokenTtl + CLOCK_TOLERANCE_SECONDS * 1000;
  return newestFirst.map((key, index) => {
    const successor = newestFirst[index - 1];
    const verifiesUntil =
      successor === undefined ? Infinity : successor.signsFrom.getTime() + afterwards;
    return { ...key, verifiesUntil };
  });
}
