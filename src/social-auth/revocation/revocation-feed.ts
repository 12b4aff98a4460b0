import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../core/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { DeadSessions } from './dead-sessions.js';
import { Lag, type LagStats } from './lag.js';
import { Lookout } from './lookout.js';
import { millisecondsSince, present, type Moment } from './moment.js';
import { reasonOf } from './reason.js';
import {
  REVOCATION_SOURCE,
  type EndedSession,
  type RevocationSource,
} from './revocation-source.js';

/** How far the clocks of instances may differ, in milliseconds; an entry outlives its last token by that. */
const CLOCK_TOLERANCE_MS = 60_000;
/** Each look goes back so far behind the one before, in milliseconds: for late commits and clocks that differ. */
const OVERLAP_MS = CLOCK_TOLERANCE_MS + 10_000;
/** How often a look covers everything, in milliseconds: for a commit that was held up for longer than that. */
const SWEEP_EVERY_MS = 30_000;

/** What the feed says of itself to operators. */
export interface RevocationStats {
  readonly whole: boolean;
  /** How many dead sessions are remembered. */
  readonly entries: number;
  readonly looks: number;
  readonly looksFailed: number;
  readonly lag: LagStats;
}

/**
 * Knows in memory which sessions died lately on any instance, so that no request has to ask.
 *
 * It looks into the database a few times a second, and at once when another instance rings. A lost ring
 * delays the news, it loses none: what counts is when the last look started.
 */
@Injectable()
export class RevocationFeed implements OnModuleInit, OnModuleDestroy {
  readonly #dead: DeadSessions;
  readonly #lag = new Lag();
  readonly #lookout: Lookout;
  readonly #windowMs: number;
  #swept: Moment | undefined;

  constructor(
    @Inject(REVOCATION_SOURCE) private readonly source: RevocationSource,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS)
    { accessTokenSeconds }: Pick<ResolvedOptions, 'accessTokenSeconds'>,
  ) {
    this.#windowMs = accessTokenSeconds * 1000 + CLOCK_TOLERANCE_MS;
    this.#dead = new DeadSessions(this.#windowMs);
    this.#lookout = new Lookout((unseenMs, signal) => this.#look(unseenMs, signal), clock);
  }

  /** Learns what there is to know before the app answers. @throws when the database cannot be read */
  async onModuleInit(): Promise<void> {
    this.source.onRing(() => this.#lookout.soon());
    try {
      await this.#lookout.start();
    } catch (cause) {
      await this.onModuleDestroy();
      throw new Error(`The sessions that ended cannot be read: ${reasonOf(cause)}`, { cause });
    }
  }

  /** Ends all looking; from here on it is not whole. */
  async onModuleDestroy(): Promise<void> {
    this.#lookout.stop();
    await this.source.close();
  }

  /** Whether a session is known to be dead; when not, that is final only while the feed is `whole`. */
  isRevoked(sessionId: string): boolean {
    return this.#dead.has(sessionId);
  }

  /** Whether every revocation older than a second is known here; while false, ask the database. */
  get whole(): boolean {
    return this.#lookout.whole;
  }

  /** Tells all instances of sessions that this one has just ended, after they are ended in the database. */
  announce(sessionIds: readonly string[]): void {
    if (sessionIds.length === 0) return;
    const now = this.clock.now();
    for (const id of sessionIds) this.#dead.add(id, now);
    this.source.ring();
  }

  get stats(): RevocationStats {
    const { looks, failures } = this.#lookout.counts;
    const { whole } = this;
    return { whole, entries: this.#dead.size, looks, looksFailed: failures, lag: this.#lag.stats };
  }

  async #look(unseenMs: number, signal: AbortSignal): Promise<void> {
    const start = present(this.clock);
    this.#dead.forget(new Date(start.clockMs));
    const isFirst = this.#swept === undefined;
    const isSweep =
      this.#swept === undefined || millisecondsSince(this.#swept, this.clock) >= SWEEP_EVERY_MS;
    const backMs = isSweep ? this.#windowMs : Math.min(unseenMs + OVERLAP_MS, this.#windowMs);
    const ended = await this.source.look(new Date(start.clockMs - backMs), signal);
    this.#learn(ended, isFirst);
    if (isSweep) this.#swept = start;
  }

  /** What was over before this instance started says nothing of how late the feed is. */
  #learn(ended: readonly EndedSession[], isFirst: boolean): void {
    const now = this.clock.milliseconds();
    for (const { id, endedAt } of ended) {
      if (this.#dead.add(id, endedAt) && !isFirst) this.#lag.record(now - endedAt.getTime());
    }
  }
}
