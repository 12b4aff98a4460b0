import { z } from 'zod';
import { SocialAuthError } from '../social-auth/index.js';
import type { MergePreview } from '../user-merge/index.js';

const confirmationSchema = z.tuple([z.string(), z.string(), z.string()]);

const userId = z.string().describe('The id of a user.');

/** The changes of a merge of two users, in both directions. */
export const mergePreviewSchema = z.object({
  choices: z.array(
    z.object({
      survivorId: userId,
      absorbedId: userId,
      accounts: z.array(z.uuid()).describe('The accounts that would move.'),
      sessions: z.int().describe('The number of sessions that would end.'),
      rows: z.array(
        z.object({
          model: z.string(),
          rule: z.enum(['move', 'keep', 'refuse']),
          count: z.int(),
        }),
      ),
      lostRoles: z.array(z.string()),
      obstacles: z
        .array(
          z.object({
            kind: z.enum(['unavailable', 'refused', 'conflict']),
            model: z.string().optional(),
          }),
        )
        .describe('Why the users cannot be merged. Empty if they can be merged.'),
      preview: z.string().describe('The value that confirms this merge.'),
    }),
  ),
});

/** The body of a merge. */
export const mergeSchema = z.object({
  preview: z.string().describe('The value `preview` of the merge to run.'),
});

/** A merge that an administrator can confirm. */
export interface AdminMergeChoice {
  readonly preview: MergePreview;
  readonly token: string;
}

/** Returns the JSON of the previews. */
export function toMergeView(choices: readonly AdminMergeChoice[]) {
  return {
    choices: choices.map(({ preview, token }) => ({
      survivorId: preview.survivor.id,
      absorbedId: preview.absorbed.id,
      accounts: preview.absorbed.accounts.map(({ id }) => id),
      sessions: preview.sessions,
      rows: preview.rows.map(({ model, rule, count }) => ({ model, rule, count })),
      lostRoles: preview.lostRoles,
      obstacles: preview.obstacles,
      preview: token,
    })),
  };
}

/**
 * Returns the text that confirms a preview. Anyone could create this text, so the merge checks the role of the actor
 * and the digest.
 */
export function encodeConfirmation({ absorbed, survivor, digest }: MergePreview): string {
  return Buffer.from(JSON.stringify([absorbed.id, survivor.id, digest])).toString('base64url');
}

/**
 * @param text untrusted
 * @throws SocialAuthError `invalid_request`
 */
export function parseConfirmation(text: unknown) {
  try {
    const json: unknown = JSON.parse(Buffer.from(String(text), 'base64url').toString());
    const [absorbedId, survivorId, digest] = confirmationSchema.parse(json);
    return { absorbedId, survivorId, digest };
  } catch {
    throw new SocialAuthError('invalid_request', { reason: 'the preview is malformed' });
  }
}
