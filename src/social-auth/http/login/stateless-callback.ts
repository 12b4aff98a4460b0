import { SocialAuthError } from '../../core/errors.js';
import { explainProviderError } from './login-diagnostics.js';

/**
 * Returns the error for a callback that no login of this app has started, because it has no `state` or the `state` of
 * another program.
 *
 * GitHub redirects here after a GitHub App was installed (parameter `setup_action`), and providers report some errors
 * without `state`, such as a suspended application. The code of such a callback is never exchanged.
 *
 * @param query unvalidated
 */
export function statelessCallbackError(query: unknown): SocialAuthError {
  const { setup_action: setupAction, error, state } = (query ?? {}) as Record<string, unknown>;
  if (setupAction === 'request') {
    const reason = 'an installation of the GitHub App was requested, without a login';
    return new SocialAuthError('app_requested', { reason });
  }
  if (setupAction === 'install' || setupAction === 'update') {
    return new SocialAuthError('app_installed', {
      reason: 'the GitHub App was installed or updated, without a login',
    });
  }
  if (typeof error === 'string' && state === undefined) {
    const reason = `${explainProviderError(error)}, without state`;
    return new SocialAuthError('provider_error', { reason });
  }
  return new SocialAuthError('login_refused', { reason: 'the callback is malformed' });
}

/** Returns whether the callback belongs to the installation of a GitHub App, and not to a failed login. */
export function isInstallation(error: unknown): boolean {
  return (
    error instanceof SocialAuthError &&
    (error.code === 'app_installed' || error.code === 'app_requested')
  );
}
