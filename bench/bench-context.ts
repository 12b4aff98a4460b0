import type { BenchArguments } from './arguments.js';
import { appVariables, PUBLIC_URL } from './apps/settings.js';
import { BenchPostgres } from './database/bench-postgres.js';
import { benchProgram, REFERENCE_APP } from './paths.js';
import { Cleanup } from './processes/cleanup.js';
import { pinProcess, type CpuAffinity } from './processes/cpu-affinity.js';
import { ServerProcess, type ServerProgram } from './processes/server-process.js';
import { FakeProvider } from './provider/fake-provider.js';
import { createRunProfile, type RunProfile } from './run-profile.js';
import type { Results } from './stats/results.js';

export type Adapter = 'fastify' | 'express';

/** What all scenarios of a run share: the database server, the provider, and the methods that start servers. */
export class BenchContext {
  private constructor(
    readonly runProfile: RunProfile,
    readonly results: Results,
    readonly postgres: BenchPostgres,
    readonly provider: FakeProvider,
    readonly cpuAffinity: CpuAffinity,
    private readonly cpuProfileDirectory: string | undefined,
    private readonly cleanup: Cleanup,
  ) {}

  /**
   * Starts PostgreSQL and the provider.
   *
   * @param cleanup stops everything that this context starts
   */
  static async create(
    { quick, rows, profile }: BenchArguments,
    results: Results,
    cleanup: Cleanup,
  ): Promise<BenchContext> {
    // PostgreSQL starts before this process is pinned, because child processes inherit the affinity.
    const postgres = await BenchPostgres.start();
    cleanup.defer(() => postgres.stop());
    const affinity = pinProcess();
    const provider = await FakeProvider.start();
    cleanup.defer(() => provider.stop());
    const runProfile = createRunProfile(quick, rows);
    return new BenchContext(runProfile, results, postgres, provider, affinity, profile, cleanup);
  }

  /** Starts a server on the CPU core for servers. If the server still runs at the end of the run, it is stopped. */
  async startServer(program: Omit<ServerProgram, 'prefix' | 'flags'>): Promise<ServerProcess> {
    const directory = this.cpuProfileDirectory;
    const flags = directory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${directory}`];
    const prefix = this.cpuAffinity.serverCommand;
    const server = await ServerProcess.start({ ...program, prefix, flags });
    this.cleanup.defer(() => server.stop());
    return server;
  }

  /** Starts the reference app in the same way as a deployment. */
  startReferenceApp(databaseUrl: string): Promise<ServerProcess> {
    const variables = appVariables(databaseUrl, this.provider);
    return this.startServer({ script: REFERENCE_APP, variables, readyPath: '/health' });
  }

  /** Starts a Nest app without guards and without a database. */
  startBareApp(adapter: Adapter): Promise<ServerProcess> {
    return this.startServer({
      script: benchProgram('baselines/bare-app.js'),
      args: [adapter],
      variables: { NODE_ENV: 'production' },
      readyPath: '/health',
    });
  }

  /** Starts a Nest app on Fastify with the minimal work for a refresh and a login. */
  startMinimalApp(databaseUrl: string): Promise<ServerProcess> {
    return this.startServer({
      script: benchProgram('baselines/minimal-app.js'),
      variables: {
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        PROVIDER: this.provider.origin,
        PUBLIC_URL,
      },
      readyPath: '/health',
    });
  }

  /** Starts the bare app with `JwtAuthGuard` on its route. */
  startGuardedApp(databaseUrl: string, adapter: Adapter): Promise<ServerProcess> {
    return this.startServer({
      script: benchProgram('apps/guarded-app.js'),
      args: [adapter],
      variables: { NODE_ENV: 'production', DATABASE_URL: databaseUrl },
      readyPath: '/health',
    });
  }
}
