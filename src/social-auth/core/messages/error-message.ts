import type { ErrorMessage, ErrorMessageCode } from '../error-messages.js';
import { ENGLISH_LOCALIZATION, type Localization } from './localization.js';

/**
 * Returns the message of an error code.
 *
 * @param providerLabel default: "the provider"
 * @param retryAfterSeconds default: "in a moment"
 * @param localization default: English, the language of the API
 */
export function errorMessage(
  code: ErrorMessageCode,
  providerLabel?: string,
  retryAfterSeconds?: number,
  localization: Localization = ENGLISH_LOCALIZATION,
): ErrorMessage {
  const retry = formatRetry(retryAfterSeconds, localization);
  const fill = (key: `error.${ErrorMessageCode}.${'title' | 'message'}`) => {
    const isInitial = localization.template(key).startsWith('{provider}');
    const unknown = isInitial ? 'provider.unknown_initial' : 'provider.unknown';
    return localization.text(key, { provider: providerLabel ?? localization.text(unknown), retry });
  };
  return { title: fill(`error.${code}.title`), message: fill(`error.${code}.message`) };
}

/** Rounds up to whole minutes from 100 seconds on, and to whole hours from 100 minutes on. */
function formatRetry(seconds: number | undefined, localization: Localization): string {
  if (seconds === undefined) return localization.text('time.in_a_moment');
  if (seconds < 100) return localization.relativeTime(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100
    ? localization.relativeTime(minutes, 'minute')
    : localization.relativeTime(Math.ceil(minutes / 60), 'hour');
}
