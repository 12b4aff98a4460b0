import { Controller, Get, Header, Inject, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { ProviderToken, type ProviderAccessToken } from '../provider-tokens/index.js';
import {
  ApiRoutes,
  CurrentPrincipal,
  PageAuthGuard,
  SocialAuthError,
  type Principal,
} from '../social-auth/index.js';
import { PROVIDER_API_ROUTES } from './provider-api.openapi.js';
import { ProviderApi } from './provider-api.js';
import { PROVIDER_SETUP, type ProviderSetup } from './provider-setup.js';

/** The scope of Google that permits reading the list of calendars. */
const CALENDARS = 'https://www.googleapis.com/auth/calendar.calendarlist.readonly';

const calendarList = z.object({
  items: z.array(z.object({ summary: z.string(), primary: z.boolean().default(false) })),
});
const repositoryList = z.array(z.object({ full_name: z.string(), private: z.boolean() }));

/**
 * Examples of requests to the APIs of providers on behalf of the current user. Registered only if PROVIDER_TOKENS is
 * `true`.
 */
@ApiRoutes(PROVIDER_API_ROUTES)
@Controller('api')
@UseGuards(PageAuthGuard)
export class ProviderApiController {
  constructor(
    private readonly api: ProviderApi,
    @Inject(PROVIDER_SETUP) private readonly setup: ProviderSetup,
  ) {}

  @Get('calendars')
  @Header('Cache-Control', 'no-store')
  async calendars(
    @CurrentPrincipal() { userId }: Principal,
    @ProviderToken('google', { scopes: [CALENDARS] }) token: ProviderAccessToken,
  ) {
    const url = `${this.setup.apiUrls.google}/calendar/v3/users/me/calendarList`;
    const { items } = validate(calendarList, await this.api.get(userId, url, token));
    return items.map(({ summary: name, primary }) => ({ name, primary }));
  }

  @Get('repositories')
  @Header('Cache-Control', 'no-store')
  async repositories(
    @CurrentPrincipal() { userId }: Principal,
    @ProviderToken('github', { scopes: ['repo'] }) token: ProviderAccessToken,
  ) {
    const url = `${this.setup.apiUrls.github}/user/repos`;
    const repositories = validate(repositoryList, await this.api.get(userId, url, token));
    return repositories.map(({ full_name: name, private: isPrivate }) => ({ name, isPrivate }));
  }
}

/** @throws SocialAuthError `provider_unavailable` when the response does not match the schema */
function validate<T>(schema: z.ZodType<T>, response: unknown): T {
  const { data } = schema.safeParse(response);
  if (data !== undefined) return data;
  const reason = 'the response of the API does not have the expected format';
  throw new SocialAuthError('provider_unavailable', { reason });
}
