import { useSyncExternalStore } from 'react';

/** Opens a path without loading a page, which would lose the tokens. */
export function navigate(path: string): void {
  history.replaceState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  return () => removeEventListener('popstate', listener);
}

/** Returns the path of the page. Apps usually have a router for this. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}
