import { Injectable, type ExecutionContext } from '@nestjs/common';
import { UnauthenticatedError } from '../../core/errors.js';
import type { Principal } from '../../core/principal.js';
import { PageAuthGuard } from './page-auth.guard.js';

/** Finds out who visits a page, and lets people pass who are not signed in. */
@Injectable()
export class VisitorGuard extends PageAuthGuard {
  protected override async handleUnauthenticated(
    context: ExecutionContext,
    token: string | undefined,
  ): Promise<Principal | undefined> {
    try {
      return await super.handleUnauthenticated(context, token);
    } catch (error) {
      if (error instanceof UnauthenticatedError) return undefined;
      throw error;
    }
  }
}
