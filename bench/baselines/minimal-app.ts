import { randomUUID } from 'node:crypto';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Module,
  Post,
  Query,
  Redirect,
  Res,
} from '@nestjs/common';
import { Pool } from 'pg';
import { GREETING, listen } from './listen.js';
import { LOG_IN, ROTATE } from './minimal-statements.js';

const { DATABASE_URL, PROVIDER = '', PUBLIC_URL = '' } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });

/** The part of Fastify's reply that this app uses. */
interface Reply {
  header(name: string, value: string): unknown;
}

const CALLBACK = `${PUBLIC_URL}/auth/google/callback`;

/**
 * An app that shows the lower bound for a refresh and a login. Each runs one SQL statement, and neither issues tokens
 * nor checks anything.
 */
@Controller()
class MinimalController {
  @Get('health')
  health() {
    return GREETING;
  }

  /** The token starts with the session id. Padding makes the token as long as a refresh token. */
  @Post('auth/refresh')
  @HttpCode(200)
  async refresh(@Body() { refreshToken }: { refreshToken: string }) {
    const { rows } = await pool.query(ROTATE, [refreshToken.slice(0, 36)]);
    return rows[0] as unknown;
  }

  @Post('auth/google')
  @Redirect()
  start(@Res({ passthrough: true }) reply: Reply) {
    const state = randomUUID();
    reply.header('set-cookie', `state=${state}; Path=/; HttpOnly; SameSite=Lax`);
    const query = new URLSearchParams({ redirect_uri: CALLBACK, state, response_type: 'code' });
    return { url: `${PROVIDER}/authorize?${query.toString()}`, statusCode: 303 };
  }

  @Get('auth/google/callback')
  @Redirect()
  async callback(
    @Query() { code, state }: { code: string; state: string },
    @Headers('cookie') cookie: string,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    if (!cookie.includes(`state=${state}`)) throw new Error('The state does not match the cookie.');
    const { sub, name, email } = await fetchUserinfo(code);
    const id = randomUUID();
    await pool.query(LOG_IN, [sub, name, email, id]);
    reply.header('set-cookie', `access=${id}; Path=/; HttpOnly; SameSite=Lax`);
    return { url: '/', statusCode: 303 };
  }
}

async function fetchUserinfo(code: string): Promise<Record<'sub' | 'name' | 'email', string>> {
  const token = await fetch(`${PROVIDER}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `grant_type=authorization_code&code=${code}`,
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const userinfo = await fetch(`${PROVIDER}/userinfo`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  return (await userinfo.json()) as Record<'sub' | 'name' | 'email', string>;
}

@Module({ controllers: [MinimalController] })
class MinimalApp {}

await listen(MinimalApp);
