import { Controller, Get, UseGuards } from '@nestjs/common';
import { ProviderToken, type ProviderAccessToken } from '../../../src/provider-tokens/index.js';
import { PageAuthGuard } from '../../../src/social-auth/index.js';

export const CALENDARS = 'https://www.googleapis.com/auth/calendar.calendarlist.readonly';

/** Google's API, which the test replaces by the emulator. */
export let CALENDAR_LIST_URL = 'https://www.googleapis.com/calendar/v3/users/me/calendarList';

export const useApi = (url: string) => (CALENDAR_LIST_URL = url);

@Controller()
export class CalendarsController {
  @Get('calendars')
  @UseGuards(PageAuthGuard)
  async list(@ProviderToken('google', { scopes: [CALENDARS] }) token: ProviderAccessToken) {
    const response = await fetch(CALENDAR_LIST_URL, {
      headers: { Authorization: `Bearer ${token.value}` },
    });
    return response.json();
  }
}
