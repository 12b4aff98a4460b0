import { createHash } from 'node:crypto';
import type { GoogleAccount } from '../personas/persona.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';
import { insufficientScopeError, unauthenticatedError } from './google-api-error.js';
import { CALENDAR_LIST_SCOPES } from './google-scopes.js';
import { findGoogleGrant } from './google-userinfo.js';

const METHOD = {
  service: 'calendar-json.googleapis.com',
  method: 'calendar.v3.CalendarList.List',
};

/**
 * Handles a request for the calendar list of the user. The route is an example of a Google API. All calendars are on
 * one page.
 *
 * @see https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/list
 */
export function calendarListResponse(
  state: EmulatorState,
  request: EmulatorRequest,
): EmulatorResponse {
  const grant = findGoogleGrant(state, request);
  const account = grant && state.personas.get(grant.personaId)?.google;
  if (!account) {
    return unauthenticatedError(request.headers.authorization !== undefined);
  }
  if (!CALENDAR_LIST_SCOPES.some((scope) => grant.scopes.includes(scope))) {
    return insufficientScopeError(CALENDAR_LIST_SCOPES, METHOD);
  }
  const items = calendars(account);
  return jsonResponse(200, {
    kind: 'calendar#calendarList',
    etag: etag(items),
    nextSyncToken: Buffer.from(account.sub).toString('base64url'),
    items,
  });
}

function calendars({ email, sub, calendars: names }: GoogleAccount): object[] {
  const id = email ?? `${sub}@example.com`;
  const others = names.map((name) => ({
    id: `${hash(sub + name)}@group.calendar.google.com`,
    summary: name,
    accessRole: 'reader',
  }));
  return [{ id, summary: id, accessRole: 'owner', primary: true }, ...others].map((calendar) => ({
    kind: 'calendar#calendarListEntry',
    etag: etag(calendar),
    timeZone: 'UTC',
    colorId: '14',
    backgroundColor: '#9fe1e7',
    foregroundColor: '#000000',
    selected: true,
    defaultReminders: [],
    conferenceProperties: { allowedConferenceSolutionTypes: ['hangoutsMeet'] },
    ...calendar,
  }));
}

function etag(value: unknown): string {
  return `"${hash(JSON.stringify(value))}"`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 26);
}
