import { useSyncExternalStore } from 'react';

/** Opens a path without loading a page. Loading a page would lose the tokens, because they are only in memory. */
export function navigate(path: string): void {
  history.replaceState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  return () => removeEventListener('popstate', listener);
}

/** Returns the current path. A real app would use a router instead. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}
