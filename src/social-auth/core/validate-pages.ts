import type { ConfigurationIssue } from './errors.js';
import type { ResolvedRouteOptions } from './options.js';
import type { Provider } from './provider.js';
import { providerOption } from './validate-providers.js';

/** The options that determine which pages there are, and their paths. */
export interface PagesToValidate {
  providers: readonly Provider[];
  routes: ResolvedRouteOptions;
  pages: { readonly login: boolean; readonly account: boolean };
}

/** Validates that the pages have paths of their own, and that none redirects to itself. */
export function validatePages(options: PagesToValidate): ConfigurationIssue[] {
  return [...validateProviderPaths(options), ...validateServedPages(options)];
}

function validateProviderPaths({ routes, providers }: PagesToValidate): ConfigurationIssue[] {
  const { prefix, loginPath, accountPath, errorPath, homePath } = routes;
  const pages = new Set([loginPath, accountPath, errorPath, homePath]);
  return providers.flatMap(({ name }) => {
    const path = `/${prefix}/${name}`;
    if (!pages.has(path)) return [];
    const problem = `has the name of the route ${path}`;
    return [{ option: providerOption(name), problem, fix: 'Choose another path for the page.' }];
  });
}

function validateServedPages({ routes, pages }: PagesToValidate): ConfigurationIssue[] {
  const { loginPath, accountPath, errorPath, homePath } = routes;
  const issues: ConfigurationIssue[] = [];
  if (loginPath === accountPath && (pages.login || pages.account)) {
    issues.push({
      option: 'routes',
      problem: `has the path ${loginPath} for the login page and for the account page`,
      fix: 'Choose another loginPath or accountPath.',
    });
  }
  if (homePath === loginPath && pages.login) {
    issues.push({
      option: 'routes.homePath',
      problem: 'is the path of the login page, which redirects signed-in users to homePath',
      fix: 'Choose the page that users see after a login.',
    });
  }
  const shown = [
    pages.login && errorPath === loginPath && 'login',
    pages.account && errorPath === accountPath && 'account',
  ].find((page) => page !== false);
  if (shown !== undefined) {
    issues.push({
      option: 'routes.errorPath',
      problem: `is the path of the ${shown} page of the module, which shows no errors`,
      fix: `Choose a page of the app, remove errorPath, or set pages.${shown} to false.`,
    });
  }
  return issues;
}
