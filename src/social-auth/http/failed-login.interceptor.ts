import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, throwError, type Observable } from 'rxjs';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';

/** Tells of each login that ends in an error, on the routes where logins end; the answer stays what it is. */
@Injectable()
export class FailedLoginInterceptor implements NestInterceptor {
  constructor(
    private readonly events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { params } = context.switchToHttp().getRequest<{ params?: { provider?: string } }>();
    // Only a name of ours: what else stands in the path is a stranger's word.
    const provider = this.options.providers.find(({ name }) => name === params?.provider)?.name;
    return next.handle().pipe(
      catchError((error: unknown) => {
        const known = error instanceof SocialAuthError ? error : undefined;
        const userId = known?.details.userId;
        this.events.emit('login_failed', { code: known?.code ?? 'server_error', provider, userId });
        return throwError(() => error);
      }),
    );
  }
}
