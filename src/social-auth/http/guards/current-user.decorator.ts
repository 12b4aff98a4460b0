import { Injectable, type PipeTransform } from '@nestjs/common';
import { UnauthenticatedError } from '../../core/errors.js';
import type { Principal } from '../../../access-token/principal.js';
import type { User } from '../../users/user.js';
import { UserService } from '../../users/user.service.js';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';

/** Loads the user behind a principal. */
@Injectable()
export class UserByPrincipalPipe implements PipeTransform<
  Principal | undefined,
  Promise<User | undefined>
> {
  constructor(private readonly users: UserService) {}

  /** @throws UnauthenticatedError when the user is gone */
  async transform(principal: Principal | undefined): Promise<User | undefined> {
    if (principal === undefined) return undefined;
    const user = await this.users.find(principal.userId);
    if (user === null)
      {throw new UnauthenticatedError('invalid_token', { reason: 'the user is gone' });}
    return user;
  }
}

/**
 * Parameter decorator: the `User` row of whoever is signed in, which costs a query; `@CurrentPrincipal()`
 * costs none. Undefined where nobody has to be signed in and nobody is.
 */
export const CurrentUser = () => CurrentPrincipal(UserByPrincipalPipe);
