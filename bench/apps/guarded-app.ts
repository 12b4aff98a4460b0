import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { JwtAuthGuard } from '../../src/social-auth/index.js';
import { GREETING, listen } from '../baselines/listen.js';
import { configureSocialAuth } from './module.js';

@Controller()
class GuardedController {
  @Get('greeting')
  @UseGuards(JwtAuthGuard)
  greet() {
    return GREETING;
  }

  @Get('health')
  health() {
    return GREETING;
  }
}

@Module({
  imports: [configureSocialAuth(process.env['DATABASE_URL'] ?? '').module],
  controllers: [GuardedController],
})
class GuardedApp {}

await listen(GuardedApp);
