import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  triggersSql,
  userSearchSql,
  type ModelNames,
  type PrismaClientLike,
  type UserFieldNames,
} from '../social-auth/index.js';

const USAGE = `Prints the SQL of the module's triggers, with the names in your Prisma schema.

  --client <module>           the generated Prisma client: a package, or a path of a JavaScript file,
                              such as ./dist/generated/prisma/client.js. Default: @prisma/client
  --model <key>=<name>        an entry of the option "models", such as user=Member. Repeatable
  --user-field <key>=<name>   an entry of the option "userFields", such as disabledAt=deletedAt, or
                              disabledAt=false. Repeatable
  --user-search               prints the SQL of the indexes of UserSearch instead
`;

/** Creating a Prisma client requires a driver adapter. This adapter does not connect. */
const ADAPTER = {
  provider: 'postgres',
  adapterName: 'none',
  connect: () => Promise.reject(new Error('The client is only read.')),
};

type ClientClass = new (options: object) => PrismaClientLike;

/**
 * Prints the SQL of the triggers or of the search indexes. Does not connect to a database.
 *
 * @param args the arguments after the name of the command
 */
export async function printSql(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      client: { type: 'string', default: '@prisma/client' },
      model: { type: 'string', multiple: true, default: [] },
      'user-field': { type: 'string', multiple: true, default: [] },
      'user-search': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const Client = await loadClient(values.client);
  const models = Object.fromEntries(values.model.map(toEntry)) as ModelNames;
  const userFields = Object.fromEntries(values['user-field'].map(toEntry)) as UserFieldNames;
  const toSql = values['user-search'] ? userSearchSql : triggersSql;
  process.stdout.write(toSql(new Client({ adapter: ADAPTER }), { models, userFields }));
}

async function loadClient(specifier: string): Promise<ClientClass> {
  const isPath = /^[./]/.test(specifier);
  const url = isPath ? pathToFileURL(resolve(specifier)).href : specifier;
  const loaded = (await import(url)) as {
    PrismaClient?: ClientClass;
    default?: { PrismaClient?: ClientClass };
  };
  const Client = loaded.PrismaClient ?? loaded.default?.PrismaClient;
  if (Client === undefined) {
    throw new Error(`${specifier} does not export PrismaClient. Set --client to your client.`);
  }
  return Client;
}

function toEntry(argument: string): [string, string | false] {
  const [, key = '', name = ''] = /^(\w+)=(\w+)$/.exec(argument) ?? [];
  if (name === '') throw new Error(`"${argument}" is not of the form key=name.`);
  return [key, name === 'false' ? false : name];
}
