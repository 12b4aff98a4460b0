import type { ErrorMessage, ErrorMessageCode } from './english-errors.js';
import type { SignInRefusal } from '../sign-in-policy.js';
import { ENGLISH, type MessageKey } from './english.js';
import { ENGLISH_LOCALIZATION, type Localization } from './localization.js';

/** The values that select and complete the message of an error. */
export interface ErrorFacts {
  readonly code: ErrorMessageCode;
  /** Default: "the provider". */
  readonly provider?: { readonly label: string } | undefined;
  /** Default: "in a moment". */
  readonly retryAfterSeconds?: number | undefined;
  /** Default: the message of the code. */
  readonly refusal?: SignInRefusal | undefined;
}

type ErrorKey = Extract<MessageKey, `error.${string}` | `refusal.${string}`>;

/**
 * Returns the message of an error.
 *
 * @param localization default: English, the language of the API
 */
export function errorMessage(
  { code, provider, retryAfterSeconds, refusal }: ErrorFacts,
  localization: Localization = ENGLISH_LOCALIZATION,
): ErrorMessage {
  const retry = formatRetry(retryAfterSeconds, localization);
  const fill = (key: ErrorKey) => {
    const isInitial = localization.template(key).startsWith('{provider}');
    const unknown = isInitial ? 'provider.unknown_initial' : 'provider.unknown';
    return localization.text(key, {
      provider: provider?.label ?? localization.text(unknown),
      retry,
    });
  };
  const message = refusal?.message ?? fill(refusalKey(refusal) ?? `error.${code}.message`);
  return { title: fill(`error.${code}.title`), message };
}

/** Returns the key of the message of a refusal. Undefined for policies of the app. */
function refusalKey(refusal: SignInRefusal | undefined): ErrorKey | undefined {
  const key = `refusal.${refusal?.policy}`;
  return Object.hasOwn(ENGLISH, key) ? (key as ErrorKey) : undefined;
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
