import type { ConfigurationIssue } from '../core/errors.js';
import { KeySet, type ActiveKey } from './key-set.js';
import { withValidity } from './key-validity.js';
import type { SigningKeyCodec } from './signing-key.js';
import type { StoredKey } from './signing-key.store.js';

/** The stored keys that can be decrypted, and an issue for each one that cannot. */
export interface DecryptedKeys {
  keys: KeySet;
  issues: ConfigurationIssue[];
}

/**
 * Decrypts stored keys.
 *
 * @param newestFirst keys in descending order of `signsFrom`
 * @param known keys that are in memory already and are not decrypted again
 * @param accessTokenTtl lifetime of an access token, in milliseconds
 */
export function decryptKeys(
  newestFirst: readonly StoredKey[],
  known: KeySet,
  codec: SigningKeyCodec,
  accessTokenTtl: number,
): DecryptedKeys {
  const keys: ActiveKey[] = [];
  const issues: ConfigurationIssue[] = [];
  for (const row of withValidity(newestFirst, accessTokenTtl)) {
    const { kid, signsFrom, verifiesUntil } = row;
    const decrypted = known.get(kid) ?? codec.decrypt(row);
    if (decrypted === undefined) issues.push(missingSecret(kid));
    else keys.push({ ...decrypted, signsFrom: signsFrom.getTime(), verifiesUntil });
  }
  return { keys: new KeySet(keys), issues };
}

function missingSecret(kid: string): ConfigurationIssue {
  return {
    option: 'secrets',
    problem: `does not contain the secret that signing key ${kid} is encrypted with`,
    fix:
      'Add the previous secret to the end of the list (APP_SECRET), ' +
      'or delete the row from the table "SigningKey", which invalidates its access tokens.',
  };
}
