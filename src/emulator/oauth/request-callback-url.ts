/**
 * Sends an authorization request and returns the callback URL of the redirect.
 *
 * @param params - parameters that replace those of the authorization URL
 * @throws Error when the response is not a redirect
 */
export async function requestCallbackUrl(
  authorizationUrl: string,
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const url = new URL(authorizationUrl);
  for (const [name, value] of Object.entries(params)) {
    url.searchParams.set(name, value);
  }
  const response = await fetch(url, { redirect: 'manual' });
  const location = response.headers.get('location');
  if (location === null) {
    const code = /<code>(.*?)<\/code>/.exec(await response.text())?.[1] ?? 'no redirect';
    throw new Error(`The emulator returned the status ${response.status} (${code}).`);
  }
  return location;
}
