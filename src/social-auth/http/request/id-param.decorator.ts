import { Param, ParseUUIDPipe } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';

/**
 * Parameter decorator: injects the path parameter `id`, which must be a UUID.
 *
 * @param code The error for any other value: the same as for an id that does not exist.
 * @throws SocialAuthError with the code.
 */
export const IdParam = (code: 'session_not_found' | 'account_not_found') =>
  Param(
    'id',
    new ParseUUIDPipe({
      exceptionFactory: () => new SocialAuthError(code, { reason: 'the id is not a UUID' }),
    }),
  );
