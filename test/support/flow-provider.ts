import type {
  Authentication,
  FlowProvider,
  LoginCallback,
  LoginStart,
} from '../../src/social-auth/index.js';

/** A provider with a flow of its own, which signs in the user whose name is the code of the callback. */
export class TestFlowProvider {
  readonly starts: LoginStart[] = [];
  readonly callbacks: LoginCallback[] = [];

  constructor(
    /** What the flow returns in addition to the subject. */
    private readonly result: (
      callback: LoginCallback,
    ) => Partial<Authentication['profile']> = () => ({}),
    private readonly properties: Partial<FlowProvider> = {},
  ) {}

  get provider(): FlowProvider {
    return {
      name: 'flow',
      label: 'Flow',
      clientId: 'id',
      scope: ['openid'],
      endpoints: ['https://provider.example'],
      createFlow: ({ redirectUri }) => ({
        start: async (login) => {
          this.starts.push(login);
          const query = new URLSearchParams({ state: login.state, redirect_uri: redirectUri });
          const url = `https://provider.example/authorize?${query.toString()}`;
          return { url, codeVerifier: 'verifier', nonce: 'nonce' };
        },
        complete: async (callback) => {
          this.callbacks.push(callback);
          const profile = {
            provider: 'flow',
            subject: callback.params.get('code') ?? '',
            username: null,
            name: null,
            email: null,
            emailVerified: false,
            picture: null,
            ...this.result(callback),
          };
          return { profile };
        },
      }),
      ...this.properties,
    };
  }
}

/** Returns the `state` of an authorization URL. */
export const stateOf = (url: string) => new URL(url).searchParams.get('state') ?? '';
