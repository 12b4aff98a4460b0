import type { VNode } from 'preact';
import type { PageBranding } from '../../src/social-auth/core/options.js';
import { ACCOUNT_SAMPLES } from './account-samples.js';
import { CONFIRMATION_SAMPLES } from './confirmation-samples.js';
import { ERROR_SAMPLES } from './error-samples.js';
import { LOGIN_SAMPLES } from './login-samples.js';

/** Every page, in every state with a different layout. */
export const SAMPLES: Readonly<Record<string, VNode>> = {
  ...LOGIN_SAMPLES,
  ...ACCOUNT_SAMPLES,
  ...CONFIRMATION_SAMPLES,
  ...ERROR_SAMPLES,
};

/** Returns the accent color of a page, for its policy. */
export function accentOf({ props }: VNode): Pick<PageBranding, 'accentColor'> {
  const { branding } = props as unknown as { branding: PageBranding };
  return { accentColor: branding.accentColor };
}
