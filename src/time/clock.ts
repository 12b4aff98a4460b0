/** The one source of time; tests replace `milliseconds` to move it. */
export class Clock {
  /** @returns the present moment. */
  now(): Date {
    return new Date(this.milliseconds());
  }

  /** @returns the present moment in milliseconds since 1970. */
  milliseconds(): number {
    return Date.now();
  }

  /** @returns the present moment in whole seconds since 1970, as JWTs count (NumericDate, RFC 7519 §2). */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000);
  }
}
