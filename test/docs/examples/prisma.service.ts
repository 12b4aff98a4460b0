import { Injectable } from '@nestjs/common';
import { PrismaClient } from '../../../src/generated/prisma/client.js';

@Injectable()
export class PrismaService extends PrismaClient {}
