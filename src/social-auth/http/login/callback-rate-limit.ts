import { Injectable } from '@nestjs/common';
import type { RateLimitTracker, TrackedRequest } from '../guards/rate-limit.guard.js';
import type { HttpRequest } from '../request/http-request.js';
import { LoginTransactionService } from './login-transaction.service.js';

/**
 * Counts callbacks without a login transaction separately. Another site can send them from a visitor's browser,
 * and must not use up the limit of the visitor's own logins.
 */
@Injectable()
export class CallbackRateLimit implements RateLimitTracker {
  constructor(private readonly transactions: LoginTransactionService) {}

  track(request: HttpRequest): TrackedRequest {
    return { name: this.transactions.has(request) ? 'callback' : 'invalidCallback' };
  }
}
