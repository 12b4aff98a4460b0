import { Logger } from '@nestjs/common';
import type { ErrorResponse } from './error-response.js';

const logger = new Logger('SocialAuth');

/** Statuses and codes that ordinary use causes. They are logged at level debug. */
const EXPECTED = new Set<unknown>([
  401,
  404,
  'login_canceled',
  'navigation_required',
  'app_installed',
  'app_requested',
]);

/**
 * Logs the reason of an error under its support code.
 *
 * @param requestId the `X-Request-Id` of the response
 */
export function logError(
  { status, code, reason, cause }: ErrorResponse,
  supportCode: string,
  requestId: string | undefined,
): void {
  const causes = describeCauses(cause).map((name) => `, caused by ${name}`);
  const line = `${code} (support code ${supportCode}): ${reason}${causes.join('')}`;
  const fields = requestId === undefined ? [] : [{ requestId }];
  if (status >= 500) logger.error(line, ...fields);
  else if (EXPECTED.has(status) || EXPECTED.has(code)) logger.debug(line, ...fields);
  else logger.warn(line, ...fields);
}

/** Returns name and code of each cause. Omits the messages, which can contain tokens and addresses. */
function describeCauses(cause: unknown): string[] {
  if (!(cause instanceof Error)) return [];
  const { code } = cause as { code?: unknown };
  const name = typeof code === 'string' ? `${cause.name} ${code}` : cause.name;
  return [name, ...describeCauses(cause.cause)];
}
