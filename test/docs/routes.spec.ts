import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { AdminController } from '../../src/admin/admin.controller.js';
import { AdminMergeController } from '../../src/admin/admin-merge.controller.js';
import { ProviderApiController } from '../../src/app/provider-api.controller.js';
import { HealthController } from '../../src/app/health.controller.js';
import { MeController } from '../../src/app/me.controller.js';
import { MetricsController } from '../../src/app/metrics.controller.js';
import { ConsentController } from '../../src/provider-tokens/consent.controller.js';
import { WithdrawalController } from '../../src/provider-tokens/withdrawal/withdrawal.controller.js';
import { sessionViewSchema } from '../../src/social-auth/http/views/session-view.js';
import { CONTROLLERS } from '../../src/social-auth/social-auth.controllers.js';
import { MergeController } from '../../src/user-merge/merge.controller.js';
import { readDocument, tableRows, unquote } from './documents.js';

const page = readDocument('docs/reference/routes.md');
const APP_HEADING = '## Routes of the reference app';
const ADMIN_HEADING = '## Administration';

/** Returns the routes of a controller as `GET /path`, from the metadata of Nest's decorators. */
function routesOf(
  controller: Type,
  prefix = String(Reflect.getMetadata('path', controller)),
): string[] {
  const properties = Object.getOwnPropertyDescriptors(controller.prototype);
  return Object.values(properties).flatMap(({ value }) => {
    const method: unknown =
      typeof value === 'function' ? Reflect.getMetadata('method', value) : undefined;
    if (typeof method !== 'number') return [];
    const path = `${prefix}/${String(Reflect.getMetadata('path', value))}`;
    return [`${RequestMethod[method]} /${path.split('/').filter(Boolean).join('/')}`];
  });
}

const documented = (text: string) => [
  ...new Set(
    tableRows(text)
      .filter(([method = '']) => /^[A-Z]+$/.test(method))
      .map(([method, path = '']) => `${method} ${unquote(path)}`),
  ),
];

describe('the reference of the routes', () => {
  const [withAdmin = '', ofApp = ''] = page.split(APP_HEADING);
  const [ofModule = '', ofAdmin = ''] = withAdmin.split(ADMIN_HEADING);

  it('contains every route of the module and no other', () => {
    expect(documented(ofModule).toSorted()).toEqual(
      [...CONTROLLERS, ConsentController, WithdrawalController, MergeController]
        .flatMap((controller) => routesOf(controller))
        .toSorted(),
    );
  });

  it('shows a session with the fields of the response', () => {
    const [, sessions = '[]'] = /```json\n(\[[\s\S]*?)```/.exec(ofModule) ?? [];
    const [session, ...others] = JSON.parse(sessions) as Record<string, string>[];
    expect(others).toEqual([]);
    const { firstSeen = '', lastSeen = '', ...rest } = session ?? {};
    const dates = { firstSeen: new Date(firstSeen), lastSeen: new Date(lastSeen) };
    expect(sessionViewSchema.strict().parse({ ...rest, ...dates })).toEqual({ ...rest, ...dates });
  });

  it('contains every route of administrators and no other', () => {
    expect(documented(ofAdmin).toSorted()).toEqual(
      [AdminController, AdminMergeController]
        .flatMap((controller) => routesOf(controller, 'admin/users'))
        .toSorted(),
    );
  });

  it('contains every route of the reference app and no other', () => {
    const controllers = [MeController, ProviderApiController, HealthController, MetricsController];
    expect(documented(ofApp).toSorted()).toEqual(
      controllers.flatMap((controller) => routesOf(controller)).toSorted(),
    );
  });
});
