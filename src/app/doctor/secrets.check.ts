import { withConnection } from '../../migrate/connection.js';
import { findSecretIndex } from '../../social-auth/index.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';

/** Lifetime of a refresh token, in days. This is the default of `sessionIdleTimeout`. */
const REFRESH_TOKEN_DAYS = 14;

const DAY_MS = 86_400_000;

interface SigningKeyRow {
  kid: string;
  privateKey: string;
  createdAt: Date;
}

/**
 * A signing key, with the index of its secret in APP_SECRET. The index is undefined if APP_SECRET does not contain the
 * secret.
 */
interface KeySecret extends SigningKeyRow {
  index: number | undefined;
}

/**
 * Checks that the secrets decrypt the signing keys in the database. While a secret is being replaced, reports the
 * current step.
 *
 * @param secrets entries of APP_SECRET. The first one encrypts new keys.
 */
export async function checkSecrets(
  url: string,
  secrets: readonly string[],
): Promise<CheckResult[]> {
  const rows = await readSigningKeys(url);
  if (rows === undefined) return [];
  const keys = rows.map((row) => ({ ...row, index: findSecretIndex(row, secrets) }));
  const unknown = keys.filter(({ index }) => index === undefined);
  if (unknown.length > 0) return unknown.map(missingSecret);
  if (secrets.length === 1) return [pass('secrets', 'APP_SECRET decrypts all signing keys.')];
  return [describeReplacement(keys)];
}

/** @returns undefined when the table cannot be read. The check of the database reports the cause. */
async function readSigningKeys(url: string): Promise<SigningKeyRow[] | undefined> {
  try {
    return await withConnection(url, async (client) => {
      const sql = 'SELECT "kid", "privateKey", "createdAt" FROM "SigningKey" ORDER BY "createdAt"';
      const { rows } = await client.query<SigningKeyRow>(sql);
      return rows;
    });
  } catch {
    return undefined;
  }
}

function missingSecret({ kid }: KeySecret): CheckResult {
  return fail(
    'secrets',
    `APP_SECRET does not contain the secret that signing key ${kid} is encrypted with. The app will not start.`,
    'Add the previous secret to the end of APP_SECRET. Remove it after the signing key was replaced (npm run keys:rotate).',
  );
}

function describeReplacement(keys: readonly KeySecret[]): CheckResult {
  const previous = keys.filter(({ index }) => index !== 0);
  const [oldest] = keys.filter(({ index }) => index === 0);
  if (oldest === undefined && keys.length > 0) {
    return warn(
      'secrets',
      'Entry 1 of APP_SECRET is not in use yet. Instances whose APP_SECRET lacks this entry will reject the sessions and logins of instances that use it.',
      'First deploy the same secrets with the new one last (old,new) to every instance. Put it first (new,old) after that.',
    );
  }
  if (previous.length > 0) {
    return pass(
      'secrets',
      `Entry 2 of APP_SECRET is still in use for ${previous.length} of ${keys.length} signing keys. Do not remove it.`,
    );
  }
  const since = oldest?.createdAt ?? new Date();
  const until = new Date(since.getTime() + (REFRESH_TOKEN_DAYS + 1) * DAY_MS);
  return pass(
    'secrets',
    'All signing keys are encrypted with entry 1 of APP_SECRET. If the other entries are previous secrets, ' +
      `remove them after ${until.toISOString().slice(0, 10)}, when no refresh token depends on them.`,
  );
}
