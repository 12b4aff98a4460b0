/** The one source of time; tests replace it to move it. */
export class Clock {
  /** @returns the present moment. */
  now(): Date {
    return new Date();
  }

  /** @returns the present moment in whole seconds since 1970, as JWTs count (NumericDate, RFC 7519 §2). */
  seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
}
