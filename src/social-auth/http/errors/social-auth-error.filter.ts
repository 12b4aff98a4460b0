import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError } from 'rxjs';
import { SocialAuthError } from '../../core/errors.js';
import { errorMessage } from '../../core/error-messages.js';
import { ErrorResponder } from './error-responder.js';
import { toErrorResponse } from './error-response.js';

/** Responds to the errors of this module, on all routes of the app. Other errors are left to the app's filters. */
@Catch(SocialAuthError)
@Injectable()
export class SocialAuthErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  /** @returns for a microservice, an observable of the error: an exception in a filter would end its process. */
  catch(error: SocialAuthError, host: ArgumentsHost): unknown {
    const type = host.getType<string>();
    const message = {
      status: 'error',
      code: error.code,
      message: errorMessage(error.code).message,
    };
    if (type === 'rpc') return throwError(() => message);
    if (type === 'ws') {
      const client = host.switchToWs().getClient<{ emit?: unknown } | undefined>();
      if (typeof client?.emit === 'function') client.emit('exception', message);
      return undefined;
    }
    if (type !== 'http') throw error;
    this.responder.respond(host, toErrorResponse(error));
    return undefined;
  }
}
