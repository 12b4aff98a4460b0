import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError } from 'rxjs';
import { GraphQLRequestError } from '../../../access-token/transport-errors.js';
import { SocialAuthError } from '../../core/errors.js';
import { ErrorResponder } from './error-responder.js';
import { toErrorResponse } from './error-response.js';
import { reportError } from './report-error.js';

/**
 * Responds to the errors of this module, on all routes and in all resolvers of the app. Other errors are left to the app's
 * filters. The module applies the filter to the whole app. Also apply it to a controller if it must precede a global filter
 * of the app.
 *
 * @publicApi
 */
@Catch(SocialAuthError)
@Injectable()
export class SocialAuthErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  /**
   * @returns for a microservice, an observable of the error, because an exception in a filter would end the process.
   * @throws GraphQLRequestError in a resolver
   */
  catch(error: SocialAuthError, host: ArgumentsHost): unknown {
    switch (host.getType<string>()) {
      case 'http':
        this.responder.respond(host, toErrorResponse(error));
        return undefined;
      case 'graphql':
        throw new GraphQLRequestError(reportError(error));
      case 'rpc': {
        const { code, message } = reportError(error);
        return throwError(() => ({ status: 'error', code, message }));
      }
      default:
        throw error;
    }
  }
}
