/** What one key was asked for since its window began; times are in milliseconds since 1970. */
export class Window {
  /** By all instances, as far as this one knows. */
  hits = 0;
  /** Of these, what the other instances do not know yet. */
  unshared = 0;

  /** @param limit what is asked for beyond it is refused, and not counted any further */
  constructor(
    readonly limit: number,
    public endsAt: number,
  ) {}

  hit(): void {
    if (this.isBlocked) return;
    this.hits += 1;
    this.unshared += 1;
  }

  get isBlocked(): boolean {
    return this.hits > this.limit;
  }

  /** Whether the others should know: an ordinary login stays far below, and costs no query. */
  isWorthSharing(now: number): boolean {
    return this.unshared > 0 && this.hits >= this.limit / 10 && this.endsAt > now;
  }

  /** Takes over what all instances have counted together, this one's last share included. */
  learn(total: { hits: number; endsAt: Date }): void {
    this.hits = total.hits + this.unshared;
    this.endsAt = total.endsAt.getTime();
  }
}
