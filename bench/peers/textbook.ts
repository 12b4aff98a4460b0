import { createHash } from 'node:crypto';
import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Injectable,
  Module,
  Post,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PrismaPg } from '@prisma/adapter-pg';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { PrismaClient, type User } from './generated/client.js';

const ACCESS_SECRET = 'q8ZrT1vKxW4mYb7NcJ5pLd2FsG9hAe3uRiEo6tQk';
const REFRESH_SECRET = 'Xc2VbN8mQw5eRt7YuI1oPa4SdF6gHj9KlZ3xCvBn';

const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env['DATABASE_URL'] ?? '' }),
});

/** The JWT strategy of the Passport recipe in Nest's documentation. */
@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      ignoreExpiration: false,
      secretOrKey: ACCESS_SECRET,
    });
  }

  validate(payload: { sub: string; email: string }) {
    return { userId: payload.sub, email: payload.email };
  }
}

/** Issues access and refresh tokens and stores a hash of the refresh token, as common tutorials do. */
@Controller()
class TextbookController {
  constructor(private readonly jwt: JwtService) {}

  @Get('health')
  health() {
    return { message: 'Hello' };
  }

  @Get('greeting')
  @UseGuards(AuthGuard('jwt'))
  greet() {
    return { message: 'Hello' };
  }

  @Post('auth/refresh')
  @HttpCode(200)
  async refresh(@Body() { refreshToken }: { refreshToken: string }) {
    const { sub } = await this.jwt.verifyAsync<{ sub: string }>(refreshToken, {
      secret: REFRESH_SECRET,
    });
    const user = await prisma.user.findUnique({ where: { id: sub } });
    if (user?.hashedRefreshToken !== hash(refreshToken)) throw new ForbiddenException();
    return this.#issue(user);
  }

  /** Creates a user without a provider, so that the benchmark gets tokens. */
  @Post('sign-up')
  @HttpCode(200)
  async signUp(@Body() { email }: { email: string }) {
    return this.#issue(await prisma.user.create({ data: { email } }));
  }

  async #issue({ id, email }: User) {
    const payload = { sub: id, email };
    const [accessToken, refreshToken] = await Promise.all([
      this.jwt.signAsync(payload, { secret: ACCESS_SECRET, expiresIn: '15m' }),
      this.jwt.signAsync(payload, { secret: REFRESH_SECRET, expiresIn: '7d' }),
    ]);
    // SHA-256 is much faster than argon2 or bcrypt, which some tutorials use here.
    const data = { hashedRefreshToken: hash(refreshToken) };
    await prisma.user.update({ where: { id }, data });
    return { accessToken, refreshToken };
  }
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');

@Module({
  imports: [PassportModule, JwtModule.register({})],
  controllers: [TextbookController],
  providers: [JwtStrategy],
})
class TextbookApp {}

const TABLE = `CREATE TABLE IF NOT EXISTS "User" (
  "id" uuid PRIMARY KEY, "email" text NOT NULL UNIQUE, "hashedRefreshToken" text)`;

await prisma.$executeRawUnsafe(TABLE);
const app = await NestFactory.create(TextbookApp, new FastifyAdapter(), { logger: false });
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
