import { z } from 'zod';

const schema = z.object({
  alg: z.string(),
  typ: z.string(),
  kid: z.string().max(128).optional(),
  crit: z.never().optional(),
});

/** What a JOSE header of ours says (RFC 7515 §4); not verified by being read. */
export type JwtHeader = z.infer<typeof schema>;

/** @returns the header, or undefined when it is none of ours; `crit` names extensions we have none of. */
export function readHeader(token: string): JwtHeader | undefined {
  const [encoded, ...rest] = token.split('.');
  if (encoded === undefined || rest.length !== 2) return undefined;
  try {
    return schema.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
