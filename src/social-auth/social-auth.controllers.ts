import type { Type } from '@nestjs/common';
import { AccountDataController } from './http/accounts/account-data.controller.js';
import { AccountPageController } from './http/accounts/account-page.controller.js';
import { AccountsController } from './http/accounts/accounts.controller.js';
import { IdTokenController } from './http/login/id-token/id-token.controller.js';
import { LoginPageController } from './http/login/login-page.controller.js';
import { LoginController } from './http/login/login.controller.js';
import { ProvidersController } from './http/login/providers.controller.js';
import { RestoreController } from './http/login/restore.controller.js';
import { JwksController } from './http/sessions/jwks.controller.js';
import { LogoutController } from './http/sessions/logout.controller.js';
import { SessionsController } from './http/sessions/sessions.controller.js';
import { TokenController } from './http/sessions/token.controller.js';

/** Express matches routes in this order, so `auth/logout` must precede `auth/:provider`. */
export const CONTROLLERS: readonly Type[] = [
  LoginPageController,
  AccountPageController,
  ProvidersController,
  TokenController,
  LogoutController,
  SessionsController,
  AccountsController,
  AccountDataController,
  RestoreController,
  LoginController,
  IdTokenController,
  JwksController,
];
