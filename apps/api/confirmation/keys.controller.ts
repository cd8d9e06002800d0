import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PublicRegister, RegisterService } from '#libs/confirmation';
import { orThrow } from '#libs/kernel';
import { Public } from '../access/public.decorator';

/** The public halves of all keys that ever signed here, as a JSON Web Key Set (RFC 7517) with the log's name. */
@ApiTags('public')
@Controller('.well-known')
export class KeysController {
  constructor(
    @Inject(PublicRegister) private readonly register: PublicRegister,
    @Inject(RegisterService) private readonly certificates: RegisterService,
  ) {}

  @Public()
  @Get('medbourse-keys.json')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: '签名公钥 / Public keys' })
  @ApiOkResponse({ type: Object })
  async keys(): Promise<object> {
    const keys = orThrow(await this.register.keys());
    return {
      log: this.certificates.origin,
      keys: keys.map(({ keyId, holder, name, algorithm, jwk, since }) => ({
        ...jwk,
        kid: keyId,
        alg: algorithm === 'Ed25519' ? 'EdDSA' : algorithm,
        use: 'sig',
        holder,
        name,
        since,
      })),
    };
  }
}
