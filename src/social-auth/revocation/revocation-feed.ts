import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { RevokedSessionCache } from './revoked-session-cache.js';
import { PropagationDelay, type PropagationDelayStats } from './propagation-delay.js';
import { RevocationPoller } from './revocation-poller.js';
import { elapsedMs, timestamps, type Timestamps } from '../../time/elapsed-time.js';
import { describeError } from './describe-error.js';
import {
  REVOCATION_SOURCE,
  type RevokedSession,
  type RevocationSource,
} from './revocation-source.js';

/** How far the clocks of instances may differ, in milliseconds; an entry outlives its last token by that. */
const CLOCK_TOLERANCE_MS = 60_000;
/** Each look goes back so far behind the one before, in milliseconds: for late commits and clocks that differ. */
const OVERLAP_MS = CLOCK_TOLERANCE_MS + 10_000;
/** How often a look covers everything, in milliseconds: for a commit that was held up for longer than that. */
const FULL_SCAN_INTERVAL_MS = 30_000;

/** What the feed says of itself to operators. */
export interface RevocationStats {
  readonly isFresh: boolean;
  /** How many dead sessions are remembered. */
  readonly entries: number;
  readonly polls: number;
  readonly failedPolls: number;
  readonly delay: PropagationDelayStats;
}

/**
 * Knows in memory which sessions died lately on any instance, so that no request has to ask.
 *
 * It looks into the database a few times a second, and at once when another instance rings. A lost ring
 * delays the news, it loses none: what counts is when the last look started.
 */
@Injectable()
export class RevocationFeed implements OnModuleInit, OnModuleDestroy {
  readonly #dead: RevokedSessionCache;
  readonly #lag = new PropagationDelay();
  readonly #lookout: RevocationPoller;
  readonly #windowMs: number;
  #swept: Timestamps | undefined;

  constructor(
    @Inject(REVOCATION_SOURCE) private readonly source: RevocationSource,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS)
    { accessTokenTtl }: Pick<ResolvedOptions, 'accessTokenTtl'>,
  ) {
    this.#windowMs = accessTokenTtl + CLOCK_TOLERANCE_MS;
    this.#dead = new RevokedSessionCache(this.#windowMs);
    this.#lookout = new RevocationPoller((unseenMs, signal) => this.#look(unseenMs, signal), clock);
  }

  /** Learns what there is to know before the app answers. @throws when the database cannot be read */
  async onModuleInit(): Promise<void> {
    this.source.onNotify(() => this.#lookout.pollNow());
    try {
      await this.#lookout.start();
    } catch (cause) {
      await this.onModuleDestroy();
      throw new Error(`The sessions that ended cannot be read: ${describeError(cause)}`, { cause });
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
  get isFresh(): boolean {
    return this.#lookout.isFresh;
  }

  /** Tells all instances of sessions that this one has just ended, after they are ended in the database. */
  announce(sessionIds: readonly string[]): void {
    if (sessionIds.length === 0) return;
    const now = this.clock.now();
    for (const id of sessionIds) this.#dead.add(id, now);
    this.source.notify();
  }

  get stats(): RevocationStats {
    const { polls, failures } = this.#lookout.stats;
    const { isFresh } = this;
    return {
      isFresh,
      entries: this.#dead.size,
      polls,
      failedPolls: failures,
      delay: this.#lag.stats,
    };
  }

  async #look(unseenMs: number, signal: AbortSignal): Promise<void> {
    const start = timestamps(this.clock);
    this.#dead.evict(new Date(start.clockMs));
    const isFirst = this.#swept === undefined;
    const isSweep =
      this.#swept === undefined || elapsedMs(this.#swept, this.clock) >= FULL_SCAN_INTERVAL_MS;
    const backMs = isSweep ? this.#windowMs : Math.min(unseenMs + OVERLAP_MS, this.#windowMs);
    const ended = await this.source.revokedSince(new Date(start.clockMs - backMs), signal);
    this.#learn(ended, isFirst);
    if (isSweep) this.#swept = start;
  }

  /** What was over before this instance started says nothing of how late the feed is. */
  #learn(ended: readonly RevokedSession[], isFirst: boolean): void {
    const now = this.clock.milliseconds();
    for (const { id, revokedAt } of ended) {
      if (this.#dead.add(id, revokedAt) && !isFirst) this.#lag.record(now - revokedAt.getTime());
    }
  }
}
