import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import {
  JwtAuthGuard,
  type AccessRequirements,
  type Principal,
} from '../../../src/social-auth/index.js';

@Injectable()
export class TransitionGuard extends JwtAuthGuard {
  @Inject(JwtService) private readonly formerTokens!: JwtService;

  protected override async handleUnauthenticated(
    context: ExecutionContext,
    token: string | undefined,
    requirements: AccessRequirements,
  ): Promise<Principal | undefined> {
    const former = await this.formerTokens
      .verifyAsync<{ sub: string | number }>(token ?? '', { algorithms: ['HS256'] })
      .catch(() => undefined);
    if (former === undefined) return super.handleUnauthenticated(context, token, requirements);
    const userId = String(former.sub);
    const noRights = { roles: [], scopes: [], claims: {} };
    return { userId, sessionId: '', clientId: 'former', authTime: 0, ...noRights };
  }
}
