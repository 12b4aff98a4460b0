import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import {
  isSocialAuthRoute,
  type HttpRequest,
  type RouteOptions,
  type SocialAuthOptions,
} from '../../../src/social-auth/index.js';

export const routes: RouteOptions = {
  prefix: 'identity', // instead of auth: /identity/google/callback, /identity/refresh
  loginPath: '/sign-in',
  accountPath: '/account',
  homePath: '/dashboard', // where a login without a return path leads
};

export const withOwnPages: Pick<SocialAuthOptions, 'pages' | 'routes'> = {
  pages: false,
  routes: {
    loginPath: '/app/sign-in',
    errorPath: '/app/sign-in-failed',
    accountPath: '/app/account', // where links and unlinks of accounts lead back to
    homePath: '/app', // where a login without a return path leads
  },
};

@Injectable()
export class ApiKeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (isSocialAuthRoute(context)) return true;
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    return headers['x-api-key'] === 'the key of the partner';
  }
}
