/**
 * What each request costs. Times are CPU time in microseconds, on a core of the machine in
 * docs/explanation/performance.md, whose figures for a busy event loop and a busy database they are.
 *
 * - Instances: the column "µs CPU each" of `npm run bench`.
 * - Statements: the CPU time of the PostgreSQL process that executes them, with ten million sessions. Together they are the
 *   column "µs of the database" of `npm run bench -- --only growth --rows 7`.
 * - First logins, audit events, logouts and notifications are estimates, because the benchmark does not measure them alone.
 */

/** The unit of the CPU times, in seconds. */
export const MICROSECOND = 1e-6;

/** A statement, or a transaction, as the database executes it. */
export interface Statement {
  readonly cpu: number;
  /** Network round trips during which it holds its connection. Default: 1. */
  readonly roundTrips?: number;
  /** Pages of tables and indexes that it reads at random. Inner pages of indexes are in memory. */
  readonly pages: number;
  /** Pages among them that it changes. The first change after a checkpoint writes the page to the write-ahead log. */
  readonly changedPages?: number;
  /** Bytes of write-ahead log without those pages. A statement without it commits nothing. */
  readonly logBytes?: number;
  /** Whether it sends NOTIFY. PostgreSQL commits such transactions one after another. */
  readonly notifies?: boolean;
}

/** Work of one request. */
export interface Request {
  /** Per user and day. */
  readonly perDay: number;
  /** CPU time of the instance. */
  readonly cpu: number;
  readonly statements: readonly Statement[];
}

/** One refresh in a statement that refreshes several sessions: the pages of session and user, and of two primary keys. */
export const REFRESH = {
  cpu: 38,
  pages: 4,
  changedPages: 1,
  logBytes: 350,
} as const satisfies Statement;

/** CPU time of a statement that refreshes sessions, in addition to {@link REFRESH} for each of them. */
export const REFRESH_STATEMENT_CPU = 80;

const FIND_ACCOUNT = { cpu: 80, pages: 4 } as const satisfies Statement;

/** With the audit event of the login, which is an estimate. */
const CREATE_SESSION = {
  cpu: 330,
  pages: 6,
  changedPages: 5,
  logBytes: 1500,
} as const satisfies Statement;

/** User and account, in a transaction of Prisma. An estimate. */
const CREATE_USER = {
  cpu: 600,
  roundTrips: 4,
  pages: 10,
  changedPages: 10,
  logBytes: 3000,
} as const satisfies Statement;

/**
 * The requests. `refresh` has no statements, because concurrent refreshes share them. Concurrent logins share statements, too,
 * but here each has its own.
 */
export const REQUESTS = {
  guarded: { perDay: 200, cpu: 25, statements: [] },
  refresh: { perDay: 12, cpu: 208, statements: [] },
  'session list': { perDay: 0.1, cpu: 300, statements: [{ cpu: 60, pages: 4 }] },
  'returning login': { perDay: 0.09, cpu: 2100, statements: [FIND_ACCOUNT, CREATE_SESSION] },
  'first login': {
    perDay: 0.01,
    cpu: 3500,
    statements: [FIND_ACCOUNT, CREATE_USER, CREATE_SESSION],
  },
  logout: {
    perDay: 0.1,
    cpu: 300,
    statements: [{ cpu: 160, pages: 4, changedPages: 4, logBytes: 1000, notifies: true }],
  },
} as const satisfies Record<string, Request>;

export type RequestKind = keyof typeof REQUESTS;
export const REQUEST_KINDS = Object.keys(REQUESTS) as RequestKind[];

/** One poll of the revocation feed, without and with the revocations that it reads. */
export const POLL = {
  instanceCpu: 60,
  instanceCpuPerRevocation: 0.5,
  databaseCpu: 100,
  databaseCpuPerRevocation: 1.2,
};

/** A listening connection that receives a notification. An estimate. */
export const NOTIFICATION_CPU = 15;

/** Maintenance in the background. */
export const BACKGROUND = {
  /** Deletion of an expired session, in batches of 1,000. */
  deletionCpu: 19,
  /** Checkpoints, write-ahead log and vacuum, per refresh. */
  refreshCpu: 20,
};

/** Sizes on disk in bytes, with ten million rows. */
export const BYTES = {
  sessionRow: 256,
  /** The primary key of sessions, whose pages are not full after a while. */
  sessionKey: 45,
  /** A row of a user, and its entry in the primary key. */
  user: 170,
  page: 8192,
};
