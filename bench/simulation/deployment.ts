import { BYTES, REFRESH, REQUESTS, type RequestKind } from './costs.js';

/** What is simulated: the load, and the machines that it runs on. */
export interface Deployment {
  /** Users per day, of all shards. */
  readonly users: number;
  /** Instances of the app, of all shards. Each has one core. */
  readonly instances: number;
  /** Databases. Each has its own users and its own instances. */
  readonly shards: number;
  /** Cores of each database. */
  readonly cores: number;
  /** Memory of each database for pages, in bytes. */
  readonly cacheBytes: number;
  /** Reads and writes of pages per second, of each database. */
  readonly diskOperations: number;
}

export const DEFAULT_MACHINES = {
  cores: 16,
  cacheBytes: 96 * 2 ** 30,
  diskOperations: 16_000,
} as const;

/** Seconds, unless noted otherwise. */
export const ASSUMPTIONS = {
  /** Between an instance and its database. */
  roundTrip: 0.0005,
  /** One random read of a page. */
  diskRead: 0.0005,
  /** One flush of the write-ahead log. */
  logFlush: 0.001,
  /** Of the write-ahead log, in bytes per second. */
  logBandwidth: 500 * 2 ** 20,
  checkpointInterval: 900,
  /** Connections of the pool of an instance. */
  poolSize: 10,
  /** How long the row of a session is kept after the login, in days. */
  sessionDays: 91,
  /** Registered users per user of a day. */
  registeredPerUser: 3,
} as const;

const HOURS = 24;
const DAY = 86_400;

/** The busiest hour is the 20th, with three times the mean load. The quietest has 0.4 times the mean load. */
export const BUSIEST_HOUR = 20;

/** @returns the load in an hour of the day, relative to the mean of the day */
export function loadOfHour(hour: number): number {
  const distance = Math.min(Math.abs(hour - BUSIEST_HOUR), HOURS - Math.abs(hour - BUSIEST_HOUR));
  return 0.4 + 2.6 * Math.exp(-((distance / 2.2) ** 2) / 2);
}

/** The share of one database and its instances. */
export class ShardPlan {
  readonly users: number;
  readonly instances: number;
  /** Rows of sessions. */
  readonly sessions: number;
  /** Pages of the table of sessions. */
  readonly sessionPages: number;
  /** Share of random page reads that the memory of the database does not contain, from 0 to 1. */
  readonly missShare: number;

  constructor(readonly deployment: Deployment) {
    this.users = deployment.users / deployment.shards;
    this.instances = Math.max(1, Math.ceil(deployment.instances / deployment.shards));
    const { perDay: returning } = REQUESTS['returning login'];
    const { perDay: first } = REQUESTS['first login'];
    this.sessions = this.users * (returning + first) * ASSUMPTIONS.sessionDays;
    this.sessionPages = (this.sessions * BYTES.sessionRow) / BYTES.page;
    this.missShare = Math.max(0, 1 - deployment.cacheBytes / this.hotBytes);
  }

  /** Bytes that refreshes read at random: nearly every page of these tables has an active session or user. */
  get hotBytes(): number {
    const registered = this.users * ASSUMPTIONS.registeredPerUser;
    return this.sessions * (BYTES.sessionRow + BYTES.sessionKey) + registered * BYTES.user;
  }

  /** @returns requests per second */
  rate(kind: RequestKind, load: number): number {
    return (this.users * REQUESTS[kind].perDay * load) / DAY;
  }

  /** @returns pages that refreshes change for the first time since a checkpoint, per second */
  firstChanges(load: number): number {
    const changes = this.rate('refresh', load) * REFRESH.changedPages;
    const interval = ASSUMPTIONS.checkpointInterval;
    const perInterval =
      this.sessionPages * (1 - Math.exp((-changes * interval) / this.sessionPages));
    return perInterval / interval;
  }
}
