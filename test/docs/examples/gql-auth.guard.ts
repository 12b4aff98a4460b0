import { Injectable, type ExecutionContext } from '@nestjs/common';
import { JwtAuthGuard } from '../../../src/social-auth/index.js';

@Injectable()
export class GqlAuthGuard extends JwtAuthGuard {
  protected override getRequest(context: ExecutionContext) {
    return context.getArgByIndex(2).req;
  }
}
