import { Module, type DynamicModule } from '@nestjs/common';
import { type FastifyInstance } from 'fastify';
import { LogReader, ObjectionService, PublicRegister, RecordStore, RegisterService } from '#libs/confirmation';
import { type DatabaseConnections, type Tenancy } from '#libs/database';
import { KeysController } from './keys.controller';
import { registerPublicPages } from './pages/public-pages.routes';
import { PublicRegisterController } from './public-register.controller';
import { RegistrationController } from './registration.controller';

export interface ConfirmationApiParts {
  readonly connections: Pick<DatabaseConnections, 'public'>;
  readonly tenancy: Tenancy;
  /** The log's name, the same that the worker appends under. */
  readonly logOrigin: string;
}

/** Nest's part and the pages' part of the stage's API, over the same services. */
export interface ConfirmationApi {
  readonly module: DynamicModule;
  readonly routes: (fastify: FastifyInstance) => void;
}

@Module({})
class ConfirmationModule {}

export function confirmationApi({ connections, tenancy, logOrigin }: ConfirmationApiParts): ConfirmationApi {
  const register = new PublicRegister(connections.public);
  const log = new LogReader(connections.public);
  const certificates = new RegisterService(register, log, logOrigin);
  const objections = new ObjectionService(connections.public, tenancy);
  return {
    module: {
      module: ConfirmationModule,
      controllers: [PublicRegisterController, KeysController, RegistrationController],
      providers: [
        { provide: PublicRegister, useValue: register },
        { provide: LogReader, useValue: log },
        { provide: RegisterService, useValue: certificates },
        { provide: ObjectionService, useValue: objections },
        { provide: RecordStore, useValue: new RecordStore(tenancy) },
      ],
    },
    routes: registerPublicPages({ register, certificates, objections, log }),
  };
}
