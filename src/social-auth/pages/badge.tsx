import { AttentionIcon, CheckIcon } from './icons.js';
import { useLocalization } from './localization-context.js';

/**
 * Shows whether the provider has verified the email address.
 *
 * @publicApi
 */
export function VerifiedBadge({ verified }: { verified: boolean }) {
  const localization = useLocalization();
  return verified ? (
    <span class="badge badge-success">
      <CheckIcon />
      {localization.text('account.email_verified')}
    </span>
  ) : (
    <span class="badge badge-warning">
      <AttentionIcon />
      {localization.text('account.email_not_verified')}
    </span>
  );
}
