import { h, render } from 'preact';
import { useState } from 'preact/hooks';
import { loadOrders, signOut, type Order } from '../docs/examples/orders.js';
import { useAuth } from '../docs/examples/use-auth.js';

/** A page that uses the code of the documentation. */
function Page() {
  const { status } = useAuth();
  const [orders, setOrders] = useState<Order[]>([]);
  return h('main', {}, [
    h('p', {}, status),
    h('button', { onClick: async () => setOrders(await loadOrders()) }, 'Load'),
    h('button', { onClick: signOut }, 'Sign out'),
    ...orders.map(({ id }) => h('p', {}, `Order ${id}`)),
  ]);
}

render(h(Page, {}), document.body);
