import { createTokenAuthClient, type AuthClientError } from '../../../src/client/index.js';

export const auth = createTokenAuthClient({
  baseUrl: 'https://api.example.com',
  redirectUri: 'https://spa.example.com/callback',
});

/** @param navigate - the function of your router, because loading another page would lose the tokens */
export async function showCallback(
  navigate: (path: string) => void,
  show: (text: string) => void,
): Promise<void> {
  try {
    const login = await auth.completeSignIn();
    navigate(login?.returnTo ?? '/');
  } catch (error) {
    const { code, supportCode } = error as AuthClientError;
    const text = code === 'access_denied' ? 'You are not signed in.' : 'The login has failed.';
    show(supportCode === undefined ? text : `${text} Support code: ${supportCode}`);
  }
}
