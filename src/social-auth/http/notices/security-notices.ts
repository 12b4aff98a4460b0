import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import {
  securityNoticeType,
  type SecurityEvent,
  type SecurityNoticeType,
} from '../../core/security-events.js';
import type { StoredSession } from '../../sessions/session.js';
import { SessionStore } from '../../sessions/session.store.js';
import type { UserProfile } from '../../users/user.js';
import { UserStore } from '../../users/user.store.js';
import { Localizer } from '../request/localizer.js';
import { RoutePaths } from '../request/route-paths.js';
import { deviceLabel, parseUserAgent } from '../views/user-agent.js';

/**
 * The content of an email that notifies a user of a security event. All texts are from fixed lists or from your
 * configuration, except `emails`, which the providers have verified.
 *
 * @publicApi
 */
export interface SecurityNotice {
  readonly type: SecurityNoticeType;
  readonly at: Date;
  /** The user. After a merge or its undo, the user that survives the merge. */
  readonly userId: string;
  /** The verified email address of the user, or the verified addresses of both users of a merge. Empty if there is none. */
  readonly emails: readonly string[];
  /**
   * The device in words, such as "Firefox on Windows". Undefined after a merge and its undo, and if a hook has linked the
   * account during a login.
   */
  readonly device: string | undefined;
  /** The provider of the login or account. Undefined after a merge and its undo, and if the session has been deleted. */
  readonly provider: { readonly name: string; readonly label: string } | undefined;
  /** The page on which the user can end the session, after signing in. Undefined if the session has ended. */
  readonly endSessionUrl: string | undefined;
  /** The account page. */
  readonly accountUrl: string;
}

/**
 * Describes events that concern the security of a user, for emails.
 *
 * @publicApi
 * @example
 * ```ts
 * @OnAuthEvent(...SECURITY_EVENTS)
 * async warn(event: SecurityEvent) {
 *   const notice = await this.notices.describe(event);
 *   if (notice === undefined) return;
 *   for (const email of notice.emails) await this.mailer.send(email, subjectOf(notice));
 * }
 * ```
 */
@Injectable()
export class SecurityNotices {
  constructor(
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly localizer: Localizer,
    private readonly paths: RoutePaths,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Reads the users and the session of an event.
   *
   * @param locale the language of `device`, as a BCP 47 tag. Default: the first language of the pages
   * @returns undefined when the user needs no notice, such as after a login in a known browser, or has been deleted
   */
  async describe(event: SecurityEvent, locale?: string): Promise<SecurityNotice | undefined> {
    const type = securityNoticeType(event);
    if (type === undefined) return undefined;
    const sessionId = 'sessionId' in event ? event.sessionId : undefined;
    const [users, session] = await Promise.all([
      Promise.all(usersOf(event).map((id) => this.users.findProfile(id))),
      sessionId === undefined ? null : this.sessions.find(sessionId),
    ]);
    if (users.every((user) => user === null)) return undefined;
    return {
      type,
      at: event.at,
      userId: event.userId,
      emails: [...new Set(users.flatMap(verifiedEmail))],
      device: session === null ? undefined : this.#device(session, locale),
      provider: this.#provider('provider' in event ? event.provider : session?.provider),
      endSessionUrl:
        session !== null && this.#isActive(session) ? this.#endUrl(session) : undefined,
      accountUrl: this.paths.origin + this.paths.account,
    };
  }

  #device({ userAgent }: StoredSession, locale: string | undefined): string {
    return deviceLabel(parseUserAgent(userAgent), this.localizer.forLocale(locale));
  }

  #provider(name: string | undefined): SecurityNotice['provider'] {
    if (name === undefined) return undefined;
    const configured = this.options.providers.find((provider) => provider.name === name);
    return { name, label: configured?.label ?? name };
  }

  #isActive({ revokedAt, expiresAt }: StoredSession): boolean {
    return revokedAt === null && expiresAt.getTime() > this.clock.milliseconds();
  }

  #endUrl({ id }: StoredSession): string {
    return this.paths.origin + this.paths.url('GET /auth/sessions/:id/end', { id });
  }
}

/** Returns both users of a merge, because the surviving one may belong to an attacker. */
function usersOf(event: SecurityEvent): string[] {
  return 'absorbedId' in event ? [event.userId, event.absorbedId] : [event.userId];
}

function verifiedEmail(user: UserProfile | null): string[] {
  return user?.emailVerified === true && user.email !== null ? [user.email] : [];
}
