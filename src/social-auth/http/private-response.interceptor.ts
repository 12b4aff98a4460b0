import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import { ResponseHeaders } from './response-headers.js';

/** Marks every answer of a controller as private; what the error filter answers is so already. */
@Injectable()
export class PrivateResponseInterceptor implements NestInterceptor {
  constructor(private readonly headers: ResponseHeaders) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.headers.makePrivate(context.switchToHttp().getResponse());
    return next.handle();
  }
}
