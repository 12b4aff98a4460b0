/** The state of a session according to the responses that the soak test received. */
export interface KnownSession {
  readonly subject: string;
  /** The current cookies, `name=value`. */
  cookies: ReadonlyMap<string, string>;
  /** Whether the response of its logout has arrived. */
  isEnded: boolean;
}

/** Collects the sessions of a soak test, and the responses that contradict them. */
export class Ledger {
  readonly sessions: KnownSession[] = [];
  readonly violations: string[] = [];
  /** The number of operations with a response, and the number of operations without a response or with status 503. */
  readonly counts = { logins: 0, refreshes: 0, guarded: 0, logouts: 0, unanswered: 0 };

  violation(text: string): void {
    const time = new Date().toISOString();
    this.violations.push(`${time} ${text}`);
    process.stdout.write(`VIOLATION ${time} ${text}\n`);
  }
}
