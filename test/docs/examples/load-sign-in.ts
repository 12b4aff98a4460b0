import type { LoginPageData } from '../../../src/social-auth/index.js';

/** @param pageUrl the address of the page in the browser: `location.href` */
export async function loadSignIn(pageUrl: string): Promise<LoginPageData> {
  const { search } = new URL(pageUrl);
  const response = await fetch(new URL(`/auth/providers${search}`, pageUrl), {
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new Error(`the request failed with status ${response.status}`);
  return (await response.json()) as LoginPageData;
}
