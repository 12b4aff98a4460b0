import { Inject, Injectable } from '@nestjs/common';
import { Aead } from '../../../crypto/aead.js';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { Provider } from '../../core/provider.js';
import { maxCallbackQueryBytes } from '../../core/response-header-limit.js';
import { toSearchParams } from '../request/search-params.js';
import { callbackQuerySchema, parseCallbackParams } from './callback-params.js';
import { statelessCallbackError } from './stateless-callback.js';

/** The parameters that the query of a callback has in clear text. The others can contain personal data. */
const QUERY_PARAMETERS: ReadonlySet<string> = new Set(Object.keys(callbackQuerySchema.shape));

/** Texts for people, which the module ignores. */
const IGNORED_PARAMETERS = new Set(['error_description', 'error_uri']);

/**
 * Converts the callback of a provider that sends it as a form (OAuth 2.0 Form Post Response Mode) into a GET request.
 *
 * The form comes from the site of the provider, so browsers send it without cookies that have `SameSite=Lax`, and it cannot
 * complete a login. The GET request is validated like every callback.
 */
@Injectable()
export class FormPostCallback {
  readonly #aead: Aead;

  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {
    this.#aead = new Aead(options.secrets, 'form-post-callback');
  }

  /**
   * Returns the query of the GET request. Parameters that are not in RFC 6749, such as the user's name, are encrypted,
   * because a URL becomes part of histories and logs.
   *
   * @param body unvalidated
   * @throws SocialAuthError `login_refused` when the provider does not send forms, or the form is too large; the error of
   *   {@link statelessCallbackError} when the form is malformed
   */
  toQuery({ responseMode }: Provider, body: unknown): URLSearchParams {
    if (responseMode !== 'form_post') {
      const reason = 'the provider is not configured to send its callbacks as a form';
      throw new SocialAuthError('login_refused', { reason });
    }
    const callback = parseCallbackParams(body);
    if (callback === undefined || callback.formPost !== undefined) {
      throw statelessCallbackError(body);
    }
    const params = [...toSearchParams(body)].filter(([name]) => !IGNORED_PARAMETERS.has(name));
    const query = new URLSearchParams(params.filter(([name]) => QUERY_PARAMETERS.has(name)));
    const further = params.filter(([name]) => !QUERY_PARAMETERS.has(name));
    if (further.length > 0) {
      const text = JSON.stringify(Object.fromEntries(further));
      query.set('form_post', this.#aead.encrypt(text, callback.state));
    }
    if (query.toString().length > maxCallbackQueryBytes(this.options.responseHeaderLimit)) {
      throw new SocialAuthError('login_refused', {
        reason: 'the form of the callback is too large',
      });
    }
    return query;
  }

  /**
   * Decrypts the parameters that {@link toQuery} has encrypted.
   *
   * @throws SocialAuthError `login_refused` when they belong to another login
   */
  decrypt(encrypted: string, state: string): Readonly<Record<string, string>> {
    const text = this.#aead.decrypt(encrypted, state);
    if (text !== undefined) return JSON.parse(text) as Record<string, string>;
    const reason = 'the parameter form_post does not belong to this login';
    throw new SocialAuthError('login_refused', { reason });
  }
}
