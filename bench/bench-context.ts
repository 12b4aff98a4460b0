import type { BenchArguments } from './arguments.js';
import { appVariables, PUBLIC_URL } from './apps/settings.js';
import { BenchPostgres } from './database/bench-postgres.js';
import type { Results } from './stats/results.js';
import { runProfile, type RunProfile } from './run-profile.js';
import { program, REFERENCE_APP } from './paths.js';
import { Cleanup } from './processes/cleanup.js';
import { pinThisProcess, type CpuAffinity } from './processes/cpu-affinity.js';
import { ServerProcess, type ServerProgram } from './processes/server-process.js';
import { FakeProvider } from './provider/fake-provider.js';

export type Adapter = 'fastify' | 'express';

/** What all parts of a run share: the database server, the provider, and how a server is started. */
export class BenchContext {
  private constructor(
    readonly pace: RunProfile,
    readonly results: Results,
    readonly postgres: BenchPostgres,
    readonly provider: FakeProvider,
    readonly pinning: CpuAffinity,
    private readonly profile: string | undefined,
    private readonly cleanup: Cleanup,
  ) {}

  /** @param cleanup undoes all that is set up here */
  static async set(
    { quick, rows, profile }: BenchArguments,
    results: Results,
    cleanup: Cleanup,
  ): Promise<BenchContext> {
    // Before this process is pinned, or PostgreSQL would be as well.
    const postgres = await BenchPostgres.start();
    cleanup.defer(() => postgres.stop());
    const pinning = pinThisProcess();
    const provider = await FakeProvider.start();
    cleanup.defer(() => provider.stop());
    const pace = runProfile({ quick, rows });
    return new BenchContext(pace, results, postgres, provider, pinning, profile, cleanup);
  }

  /** Starts a server on the core of the servers; it ends with the run at the latest. */
  async start(settings: Omit<ServerProgram, 'prefix' | 'flags'>): Promise<ServerProcess> {
    const flags =
      this.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${this.profile}`];
    const prefix = this.pinning.server;
    const server = await ServerProcess.start({ ...settings, prefix, flags });
    this.cleanup.defer(() => server.stop());
    return server;
  }

  /** The reference app, as it is deployed. */
  referenceApp(databaseUrl: string): Promise<ServerProcess> {
    const variables = appVariables(databaseUrl, this.provider);
    return this.start({ script: REFERENCE_APP, variables, path: '/health' });
  }

  /** A Nest app that only answers. */
  bareApp(adapter: Adapter): Promise<ServerProcess> {
    return this.start({
      script: program('limits/bare-app.js'),
      arguments: [adapter],
      variables: { NODE_ENV: 'production' },
      path: '/health',
    });
  }

  /** A Nest app on Fastify whose refresh and login do the least. */
  minimalApp(databaseUrl: string): Promise<ServerProcess> {
    return this.start({
      script: program('limits/minimal-app.js'),
      variables: {
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        PROVIDER: this.provider.origin,
        PUBLIC_URL,
      },
      path: '/health',
    });
  }

  /** An app of somebody else's with our guard on a route that only answers. */
  guardedApp(databaseUrl: string, adapter: Adapter): Promise<ServerProcess> {
    return this.start({
      script: program('apps/guarded-app.js'),
      arguments: [adapter],
      variables: { NODE_ENV: 'production', DATABASE_URL: databaseUrl },
      path: '/health',
    });
  }
}
