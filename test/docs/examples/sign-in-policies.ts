import {
  emailDomains,
  github,
  google,
  invitations,
  oidc,
  slack,
  type GitHubOptions,
  type GoogleOptions,
  type Provider,
  type SignInPolicy,
} from '../../../src/social-auth/index.js';

interface Clients {
  google: GoogleOptions;
  github: GitHubOptions;
}

export const companyOnly = (clients: Clients) => ({
  providers: [
    google({ ...clients.google, hostedDomain: 'example.com' }),
    github({ ...clients.github, organization: 'acme', team: 'engineering' }),
  ],
  canSignIn: emailDomains(['example.com', 'eng.example.com']),
});

export const staff = (client: {
  issuer: string;
  clientId: string;
  clientSecret: string;
}): Provider => ({
  ...oidc({
    ...client,
    name: 'staff',
    label: 'Staff',
    toProfile: ({ groups }) => ({ organizations: groups }),
  }),
  requiredOrganizations: ['engineering'],
});

export const team = (client: { clientId: string; clientSecret: string }): Provider => ({
  ...slack(client),
  requiredOrganizations: ['T0R7GR'],
});

export const testers = invitations(['ann@example.com', { provider: 'github', subject: '583231' }]);

export const invitedBy = (isInvited: (email: string) => Promise<boolean>): SignInPolicy =>
  invitations(
    async ({ email, userId }) =>
      userId !== undefined || (email !== null && (await isInvited(email))),
  );

const employees = emailDomains(['example.com']);
const guests = invitations(['ann@example.org']);

export const employeesAndGuests: SignInPolicy = async (attempt) =>
  (await employees(attempt)) === true || guests(attempt);

export const officeHours: SignInPolicy = () => {
  const hour = new Date().getUTCHours();
  if (hour >= 8 && hour < 18) return true;
  return { policy: 'office_hours', message: 'You can sign in from 8 a.m. to 6 p.m.' };
};
