import { createHmac } from 'node:crypto';
import {
  applyDecorators,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import { deriveKey } from '../../../crypto/aead.js';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import {
  RATE_LIMIT_STORAGE,
  type RateLimits,
  type RateLimitStorage,
} from '../../core/rate-limits.js';
import { ClientIp, type RequestWithSocket } from '../request/client-ip.js';
import type { HttpRequest } from '../request/http-request.js';
import { RoutePaths } from '../request/route-paths.js';

const RATE_LIMIT = 'social-auth:rate-limit';

/** The name of the throttler, so that an app's own `@SkipThrottle()` and `@Throttle()` do not affect it. */
const THROTTLER_NAME = 'social-auth';

/** The limit that a request counts against. */
export interface TrackedRequest {
  readonly name: keyof RateLimits;
  /** The client that is counted. Default: its IP address. */
  readonly tracker?: string;
}

/** A limit that depends on the request, with the service that determines it. */
interface RateLimitTracker<Service = unknown> {
  readonly service: Type<Service>;
  readonly track: (service: Service, request: HttpRequest) => TrackedRequest;
}

/** Route decorator: limits the rate of requests. */
export function RateLimited(name: TrackedRequest['name']): MethodDecorator;
export function RateLimited<Service>(
  service: Type<Service>,
  track: RateLimitTracker<Service>['track'],
): MethodDecorator;
export function RateLimited<Service>(
  limit: TrackedRequest['name'] | Type<Service>,
  track?: RateLimitTracker<Service>['track'],
): MethodDecorator {
  const metadata = typeof limit === 'string' ? { name: limit } : { service: limit, track };
  return applyDecorators(SetMetadata(RATE_LIMIT, metadata), UseGuards(RateLimitGuard));
}

type LimitedRequest = HttpRequest & RequestWithSocket & { readonly body?: unknown };

/**
 * Rejects requests above the limit of a route.
 *
 * @throws SocialAuthError `rate_limited`, which becomes 429 with `Retry-After` (RFC 6585 §4).
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  readonly #key: Buffer;
  /** Looking up a service in `ModuleRef` takes longer than counting a request. */
  readonly #services = new Map<Type, unknown>();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly settings: ResolvedOptions,
    @Inject(RATE_LIMIT_STORAGE) storage: RateLimitStorage,
    reflector: Reflector,
    private readonly moduleRef: ModuleRef,
    private readonly clientIp: ClientIp,
    private readonly paths: RoutePaths,
  ) {
    // `handleRequest` sets the limit of each request.
    super([{ name: THROTTLER_NAME, limit: 1, ttl: 1, setHeaders: false }], storage, reflector);
    this.#key = deriveKey(settings.secrets[0] ?? '', 'rate-limit');
  }

  protected override handleRequest(props: ThrottlerRequest): Promise<boolean> {
    const request = props.context.switchToHttp().getRequest<LimitedRequest>();
    const { name, tracker = this.#ipDigest(request) } = this.#track(props.context, request);
    const { limit, ttl } = this.settings.rateLimits[name];
    const getTracker = () => `${name} ${tracker}`;
    return super.handleRequest({ ...props, limit, ttl, blockDuration: ttl, getTracker });
  }

  /** Returns the tracker itself, because it contains the name of the limit and no personal data. */
  protected override generateKey(_: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override throwThrottlingException(
    context: ExecutionContext,
    { limit, ttl, tracker, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const { body } = context.switchToHttp().getRequest<LimitedRequest>();
    const [name] = tracker.split(' ');
    throw new SocialAuthError('rate_limited', {
      reason: `more than ${limit} requests in ${ttl / 1000} s exceed the rate limit ${name}`,
      retryAfterSeconds: Math.max(1, Math.ceil(timeToBlockExpire)),
      returnTo: this.paths.returnTo((body as { returnTo?: unknown } | null | undefined)?.returnTo),
    });
  }

  #track(context: ExecutionContext, request: LimitedRequest): TrackedRequest {
    const limit = this.reflector.get<TrackedRequest | RateLimitTracker>(
      RATE_LIMIT,
      context.getHandler(),
    );
    return 'service' in limit ? limit.track(this.#service(limit.service), request) : limit;
  }

  #service(type: Type): unknown {
    const known = this.#services.get(type);
    if (known !== undefined) return known;
    const service: unknown = this.moduleRef.get(type, { strict: false });
    this.#services.set(type, service);
    return service;
  }

  /** Uses a key, because a plain digest of an IP address can be reversed by trying all addresses. */
  #ipDigest(request: LimitedRequest): string {
    const ip = this.clientIp.resolve(request);
    return createHmac('sha256', this.#key).update(ip).digest('base64url');
  }
}
