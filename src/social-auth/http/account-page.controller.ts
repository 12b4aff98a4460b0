import { Controller, Get, Inject, Res, UseGuards } from '@nestjs/common';
import { Clock } from '../core/clock.js';
import { UnauthenticatedError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { Principal } from '../core/principal.js';
import type { Provider } from '../core/provider.js';
import { SessionStore, type Session } from '../sessions/session.store.js';
import { UserService, type Account, type User } from '../users/user.service.js';
import { SessionCookies } from './cookies/session-cookies.js';
import { CurrentPrincipal } from './guards/current-principal.decorator.js';
import { PageAuthGuard } from './guards/page-auth.guard.js';
import { AccountPage, type AccountPageProps } from './pages/account-page.js';
import { ResponseHeaders } from './response-headers.js';

/** Shows people their own account. */
@Controller()
export class AccountPageController {
  constructor(
    private readonly users: UserService,
    private readonly sessions: SessionStore,
    private readonly cookies: SessionCookies,
    private readonly headers: ResponseHeaders,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  @Get()
  @UseGuards(PageAuthGuard)
  async show(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<string> {
    const [user, session] = await Promise.all([
      this.users.findWithAccounts(userId),
      this.sessions.findLive(sessionId),
    ]);
    if (user === null || session === null) {
      this.cookies.clear(response);
      throw new UnauthenticatedError('invalid_token', { reason: 'the session is over' });
    }
    const { productName, providers } = this.options;
    const labels = new Map(providers.map(({ name, label }: Provider) => [name, label]));
    const props = {
      ...accountPageProps(user, session, labels),
      now: this.clock.now(),
      productName,
    };
    return this.headers.page(response, AccountPage(props));
  }
}

function accountPageProps(
  user: User & { accounts: Account[] },
  { provider, createdAt }: Session,
  labels: ReadonlyMap<string, string>,
): Pick<AccountPageProps, 'user' | 'currentLogin' | 'accounts'> {
  const labelOf = (name: string) => labels.get(name) ?? name;
  return {
    user: { ...contact(user), ...(user.name !== null && { name: user.name }), ...picture(user) },
    currentLogin: { provider, label: labelOf(provider), since: createdAt },
    accounts: user.accounts.map((account) => ({
      ...contact(account),
      provider: account.provider,
      label: labelOf(account.provider),
      ...(account.username !== null && { username: account.username }),
    })),
  };
}

function contact({ email, emailVerified }: Pick<User, 'email' | 'emailVerified'>) {
  return { emailVerified, ...(email !== null && { email }) };
}

function picture({ picture: url }: Pick<User, 'picture'>) {
  return url === null ? {} : { picture: url };
}
