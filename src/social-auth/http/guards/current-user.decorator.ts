import { Injectable, type PipeTransform } from '@nestjs/common';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { UnauthenticatedError } from '../../core/errors.js';
import type { User } from '../../users/user.js';
import { UserService } from '../../users/user.service.js';

/** Loads the user of a principal. */
@Injectable()
export class UserByPrincipalPipe implements PipeTransform<
  Principal | undefined,
  Promise<User | undefined>
> {
  constructor(private readonly users: UserService) {}

  /** @throws UnauthenticatedError when the user no longer exists. */
  async transform(principal: Principal | undefined): Promise<User | undefined> {
    if (principal === undefined) return undefined;
    const user = await this.users.find(principal.userId);
    if (user === null) {
      throw new UnauthenticatedError('invalid_token', { reason: 'the user no longer exists' });
    }
    return user;
  }
}

/**
 * Parameter decorator: injects the row of the current user, with one database query. `@CurrentPrincipal()`
 * needs no query.
 *
 * The value is undefined on a route without a guard, and on an `@OptionalAuth()` route without valid credentials.
 *
 * @throws UnauthenticatedError `invalid_token`, which becomes 401, when the user no longer exists.
 *
 * @publicApi
 * @example
 * ```ts
 * @Get('profile')
 * profile(@CurrentUser() user: User) {
 *   return { email: user.email };
 * }
 * ```
 */
export const CurrentUser = () => CurrentPrincipal(UserByPrincipalPipe);
