import { Injectable } from '@nestjs/common';
import {
  CheckSignIn,
  Clock,
  FeatureDatabase,
  SocialAuthError,
  type InterruptedLogin,
  type Principal,
  type Transaction,
} from '../social-auth/index.js';
import type { MergePreview } from './merge-preview.js';
import { UserMutex } from './user-mutex.js';
import { expired, MergeUsers } from './merge-users.js';
import { PreviewTokens } from './preview-tokens.js';

/** Maximum age of both logins, in seconds. */
const RECENT_LOGIN = 5 * 60;

/** The session of the person who merges their two users. */
type CurrentSession = Pick<Principal, 'userId' | 'sessionId'>;

/** A merge that the person can choose, with the token that confirms this merge. */
export interface MergeChoice {
  readonly preview: MergePreview;
  readonly token: string;
}

/**
 * Merges two users of one person. The person proves that both users are theirs, with the current session and with a
 * login with an account of the other user.
 */
@Injectable()
export class SelfServiceMerge {
  constructor(
    private readonly database: FeatureDatabase,
    private readonly mergeUsers: MergeUsers,
    private readonly tokens: PreviewTokens,
    private readonly mutex: UserMutex,
    private readonly checkSignIn: CheckSignIn,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the merges in both directions. The merge that keeps the older user is first.
   *
   * @throws SocialAuthError `link_refused`, `merge_expired`, `rate_limited`, or the errors of {@link CheckSignIn}
   */
  async preview(login: InterruptedLogin, session: CurrentSession): Promise<MergeChoice[]> {
    const otherId = await this.#verify(login, session);
    const pairs = [
      { absorbedId: otherId, survivorId: session.userId },
      { absorbedId: session.userId, survivorId: otherId },
    ];
    const choices: MergeChoice[] = [];
    await this.mutex.run(session.userId, async () => {
      for (const pair of pairs) {
        const preview = await this.mergeUsers.preview(pair);
        const confirmed = { ...pair, digest: preview.digest };
        const token = this.tokens.create(confirmed, session.sessionId, login.id);
        choices.push({ preview, token });
      }
    });
    return choices.toSorted((a, b) => firstAccountTime(a) - firstAccountTime(b));
  }

  /**
   * Runs the merge that a token confirms.
   *
   * @param token untrusted
   * @returns the id of the surviving user
   * @throws SocialAuthError `link_refused`, `merge_expired`, `merge_refused`, `rate_limited`, or the errors of {@link
   *   CheckSignIn}
   */
  async run(token: unknown, login: InterruptedLogin, session: CurrentSession): Promise<string> {
    const otherId = await this.#verify(login, session);
    const confirmed = this.tokens.read(token, session.sessionId, login.id);
    const ids = new Set([session.userId, otherId]);
    if (
      confirmed === undefined ||
      !ids.has(confirmed.absorbedId) ||
      !ids.has(confirmed.survivorId)
    ) {
      throw expired('the confirmation is malformed, expired, or of another preview');
    }
    const check = (preview: MergePreview, transaction: Transaction) =>
      this.#checkAgain(preview, login, session, transaction);
    try {
      await this.mutex.run(session.userId, () => this.mergeUsers.run({ ...confirmed, check }));
    } catch (error) {
      const isDeleted = error instanceof SocialAuthError && error.code === 'user_not_found';
      throw isDeleted ? expired('one of the users has been deleted') : error;
    }
    return confirmed.survivorId;
  }

  /**
   * Verifies that this session started the login, that the login is recent, and that its user may sign in.
   *
   * @returns the id of the other user
   */
  async #verify({ link, profile, authenticatedAt }: InterruptedLogin, session: CurrentSession) {
    if (link?.sessionId !== session.sessionId || link.userId !== session.userId) {
      throw new SocialAuthError('link_refused', { reason: 'another session started the login' });
    }
    if (this.clock.seconds() - authenticatedAt > RECENT_LOGIN) {
      throw expired('the login with the other account is older than five minutes');
    }
    const { account } = this.database.tables;
    const [row] = await this.database.query<{ userId: string }>(
      {
        name: 'find owner of account',
        isIdempotent: true,
        text: `SELECT a.${account.userId}::text AS "userId" FROM ${account.table} a
          WHERE a.${account.provider} = $1 AND a.${account.subject} = $2`,
      },
      [profile.provider, profile.subject],
    );
    if (row === undefined || row.userId === session.userId) {
      throw expired('the account does not belong to another user any more');
    }
    await this.checkSignIn.run({ profile, userId: row.userId });
    return row.userId;
  }

  /**
   * Checks again while both users are locked. The account must still belong to the other user, and the session must
   * still be active.
   */
  async #checkAgain(
    { absorbed, survivor }: MergePreview,
    { profile }: InterruptedLogin,
    { userId, sessionId }: CurrentSession,
    transaction: Transaction,
  ): Promise<void> {
    const other = absorbed.id === userId ? survivor : absorbed;
    const isProven = other.accounts.some(
      ({ provider, subject }) => provider === profile.provider && subject === profile.subject,
    );
    if (!isProven) throw expired('the account has been disconnected from the other user');
    const { session } = this.database.tables;
    const active = await transaction.query(
      {
        name: 'find session to merge',
        text: `SELECT 1 AS "found" FROM ${session.table} s
          WHERE s.${session.id} = $1 AND s.${session.userId} = $2 AND s.${session.revokedAt} IS NULL
            AND s.${session.createdAt} > clock_timestamp() - interval '${RECENT_LOGIN} s'
          FOR SHARE`,
      },
      [sessionId, userId],
    );
    if (active.length === 0) throw expired('the session has ended, or its login is not recent');
  }
}

/** Returns the time at which the first account of the surviving user was created, in milliseconds since 1970. */
function firstAccountTime({ preview: { survivor } }: MergeChoice): number {
  return survivor.accounts[0]?.createdAt.getTime() ?? Infinity;
}
