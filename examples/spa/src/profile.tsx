import { useEffect, useState } from 'react';
import { auth } from './auth.js';

export interface User {
  readonly name: string;
}

/** The page of a signed-in user. */
export function Profile() {
  const [user, setUser] = useState<User>();
  useEffect(() => {
    void auth
      .fetch('/api/me')
      .then((response) => response.json())
      .then(setUser);
  }, []);
  return (
    <>
      <h1>{user?.name ?? 'Loading…'}</h1>
      <button onClick={() => auth.signOut()}>Sign out</button>
    </>
  );
}
