import { auth } from './auth.js';
import { Callback } from './callback.js';
import { Profile } from './profile.js';
import { useAuth } from './use-auth.js';
import { usePath } from './use-path.js';

export function App() {
  const path = usePath();
  const { status } = useAuth();
  if (path === '/callback') return <Callback />;
  if (status === 'loading') return <p>Loading…</p>;
  if (status === 'signed-in') return <Profile />;
  return (
    <>
      <h1>Welcome</h1>
      <button onClick={() => auth.signIn()}>Sign in</button>
    </>
  );
}
