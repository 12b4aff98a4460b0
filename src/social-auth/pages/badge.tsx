import { AttentionIcon, TickIcon } from './icons.js';

/** Says in words whether the provider vouches for the email address. */
export function VerifiedBadge({ verified }: { verified: boolean }) {
  return verified ? (
    <span class="badge good">
      <TickIcon />
      Verified
    </span>
  ) : (
    <span class="badge warn">
      <AttentionIcon />
      Not verified
    </span>
  );
}
