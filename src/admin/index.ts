export { SocialAuthAdminModule } from './social-auth-admin.module.js';
export type { SocialAuthAdminOptions } from './admin-options.js';
export { AdminService, type UserDetails } from './admin.service.js';
export type { AdminMessages } from './messages/english.js';
