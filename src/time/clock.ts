/**
 * The system clock. All code that needs the current time reads this clock, so tests can replace `milliseconds()` to
 * move the time.
 *
 * @publicApi
 */
export class Clock {
  /** Returns the current time as a `Date`. */
  now(): Date {
    return new Date(this.milliseconds());
  }

  /** Returns the current time in milliseconds since 1970. */
  milliseconds(): number {
    return Date.now();
  }

  /** Returns the current time in whole seconds since 1970 (NumericDate, RFC 7519 §2). */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000);
  }
}
