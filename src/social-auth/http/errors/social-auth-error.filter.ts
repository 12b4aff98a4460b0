import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import { ErrorResponder } from './error-responder.js';
import { toErrorResponse } from './error-response.js';

/** Responds to the errors of this module, on all routes of the app. Other errors are left to the app's filters. */
@Catch(SocialAuthError)
@Injectable()
export class SocialAuthErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  catch(error: SocialAuthError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    this.responder.respond(host, toErrorResponse(error));
  }
}
