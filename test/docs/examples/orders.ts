import { auth } from './auth.js';

export interface Order {
  readonly id: number;
}

export async function loadOrders(): Promise<Order[]> {
  const response = await auth.fetch('/api/orders');
  return response.ok ? ((await response.json()) as Order[]) : [];
}

export const signInWithGitHub = () => auth.signIn('github', { returnTo: '/orders' });
export const signInAnyhow = () => auth.signIn(); // opens the login page
export const signOut = () => auth.signOut();
export const signOutEverywhere = () => auth.signOut({ everywhere: true });
