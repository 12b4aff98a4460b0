import { Injectable } from '@nestjs/common';
import { RefreshCredentials } from '../credentials/refresh-credentials.js';
import type { HttpRequest } from '../request/http-request.js';
import type { RateLimitTracker, TrackedRequest } from './rate-limit.guard.js';

/** Counts refreshes with a valid token for their session, so that one user cannot use up the limit of another. */
@Injectable()
export class RefreshRateLimit implements RateLimitTracker {
  constructor(private readonly credentials: RefreshCredentials) {}

  track(request: HttpRequest): TrackedRequest {
    const tracker = this.credentials.fromRequest(request).claims?.sessionId;
    return tracker === undefined ? { name: 'invalidRefresh' } : { name: 'refresh', tracker };
  }
}
