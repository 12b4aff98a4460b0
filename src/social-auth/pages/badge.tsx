import { AttentionIcon, CheckIcon } from './icons.js';

/** Shows whether the provider has verified the email address. */
export function VerifiedBadge({ verified }: { verified: boolean }) {
  return verified ? (
    <span class="badge badge-success">
      <CheckIcon />
      Verified
    </span>
  ) : (
    <span class="badge badge-warning">
      <AttentionIcon />
      Not verified
    </span>
  );
}
