import { createContext } from 'preact';
import { defaultRouteUrl, type RouteUrl } from '../core/route-urls.js';

/** Provides the URLs of the routes to the components of a page. */
export const RouteUrlContext = createContext<RouteUrl>(defaultRouteUrl);
