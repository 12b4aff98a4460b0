import type { AuthClientError } from 'nestjs-social-auth/client';
import { useEffect, useState } from 'react';
import { auth } from './auth.js';
import { navigate } from './use-path.js';

/** The page at the redirect URI. It completes a login, or shows why the login failed. */
export function Callback() {
  const [error, setError] = useState<AuthClientError>();
  useEffect(() => {
    auth.completeSignIn().then((login) => navigate(login?.returnTo ?? '/'), setError);
  }, []);
  if (error === undefined) return <p>Signing in…</p>;
  return (
    <>
      <h1>{error.code === 'access_denied' ? 'You are not signed in' : 'The login has failed'}</h1>
      {error.supportCode !== undefined && <p>Support code: {error.supportCode}</p>}
      <button onClick={() => auth.signIn(undefined, { returnTo: '/' })}>Try again</button>
    </>
  );
}
