import { createHmac } from 'node:crypto';
import {
  applyDecorators,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import {
  RATE_LIMIT_STORAGE,
  type RateLimits,
  type RateLimitStorage,
} from '../../core/rate-limits.js';
import { sanitizeReturnTo } from '../request/return-to.js';
import { deriveKey } from '../../../crypto/aead.js';
import { ClientIp, type RequestWithSocket } from '../request/client-ip.js';
import type { HttpRequest } from '../request/http-request.js';
import { LoginTransactionService } from '../login/login-transaction.service.js';
import { RefreshCredentials } from '../credentials/refresh-credentials.js';

const RATE_LIMIT_NAME = 'social-auth:rate-limit';

type RateLimitName = keyof RateLimits;
/** What a route can name; what turns out to be bad is counted apart. */
type RouteRateLimitName = Exclude<RateLimitName, 'invalidCallback' | 'invalidRefresh'>;
type LimitedRequest = HttpRequest &
  RequestWithSocket & { readonly body?: unknown; readonly query?: unknown };

/** Named, so that an app's own `@SkipThrottle()` and `@Throttle()` are not about it. */
const NAME = 'social-auth';

/**
 * Refuses whoever asks too often (RFC 6585 §4).
 *
 * Clients are told apart by their address, but a refresh with a good token counts for its session alone,
 * and what another site can make a browser send is counted apart: nobody can use up what is somebody else's.
 *
 * @throws SocialAuthError `rate_limited`
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  readonly #key: Buffer;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly settings: ResolvedOptions,
    @Inject(RATE_LIMIT_STORAGE) storage: RateLimitStorage,
    reflector: Reflector,
    private readonly clients: ClientIp,
    private readonly credentials: RefreshCredentials,
    private readonly attempts: LoginTransactionService,
  ) {
    // The limit itself depends on who asks, so it is filled in by `handleRequest`.
    super([{ name: NAME, limit: 1, ttl: 1, setHeaders: false }], storage, reflector);
    this.#key = deriveKey(settings.secrets[0] ?? '', 'rate-limit');
  }

  protected override handleRequest(given: ThrottlerRequest): Promise<boolean> {
    const request = given.context.switchToHttp().getRequest<LimitedRequest>();
    const [rule, who] = this.#count(request, this.#rule(given.context));
    const { limit, ttl } = this.settings.rateLimits[rule];
    const getTracker = () => `${rule} ${who}`;
    return super.handleRequest({ ...given, limit, ttl, blockDuration: ttl, getTracker });
  }

  /** The trackers are keys already. */
  protected override generateKey(_: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override throwThrottlingException(
    context: ExecutionContext,
    { limit, ttl, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const { body } = context.switchToHttp().getRequest<LimitedRequest>();
    throw new SocialAuthError('rate_limited', {
      reason: `more than ${limit} requests of one kind (${this.#rule(context)}) in ${ttl / 1000} s`,
      retryAfterSeconds: Math.max(1, Math.ceil(timeToBlockExpire)),
      returnTo: sanitizeReturnTo(fieldOf(body, 'returnTo')),
    });
  }

  #rule(context: ExecutionContext): RouteRateLimitName {
    return this.reflector.get(RATE_LIMIT_NAME, context.getHandler());
  }

  /** @returns which limit holds, and for whom, in words that tell no address. */
  #count(request: LimitedRequest, rule: RouteRateLimitName): [RateLimitName, string] {
    if (rule === 'callback' && !this.attempts.has(request, request.query)) {
      return ['invalidCallback', this.#client(request)];
    }
    if (rule !== 'refresh') return [rule, this.#client(request)];
    const session = this.credentials.fromRequest(request).claims?.sessionId;
    return session === undefined ? ['invalidRefresh', this.#client(request)] : ['refresh', session];
  }

  /** Keyed: an address is too short to be kept as a plain digest. */
  #client(request: LimitedRequest): string {
    const address = this.clients.resolve(request);
    return createHmac('sha256', this.#key).update(address).digest('base64url');
  }
}

/** Route decorator: limits how often it is asked; the guards that stand below it are asked before. */
export const RateLimited = (rule: RouteRateLimitName) =>
  applyDecorators(SetMetadata(RATE_LIMIT_NAME, rule), UseGuards(RateLimitGuard));

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;
}
