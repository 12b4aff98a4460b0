/** The parts of Fastify and of Express 5 that list routes. */
interface RoutingInstance {
  hasRoute?(options: { method: string; url: string }): boolean;
  router?: {
    stack?: readonly { route?: { path?: unknown; methods?: Record<string, boolean> } }[];
  };
}

/** Returns whether the app has registered a GET route at the HTTP framework itself, without a controller. */
export function hasAdapterRoute(instance: unknown, path: string): boolean {
  const framework = instance as RoutingInstance;
  if (framework.hasRoute !== undefined) return framework.hasRoute({ method: 'GET', url: path });
  const layers = framework.router?.stack ?? [];
  return layers.some(({ route }) => route?.path === path && route.methods?.['get'] === true);
}
