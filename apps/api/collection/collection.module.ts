import { Module, type DynamicModule } from '@nestjs/common';
import { CollectionServices } from '#libs/collection';
import { CollectionController } from './collection.controller';
import { DicomEndpointController } from './dicom-endpoint.controller';
import { StowController } from './dicom-web/stow.controller';
import { EvidenceController } from './evidence.controller';
import { FileController } from './file.controller';
import { ImagingController } from './imaging.controller';
import { UploadController } from './upload.controller';

/** Files, archives, manifests and documents. The API must be told `takeRawBodies` among its routes. */
@Module({})
export class CollectionModule {
  static for(services: CollectionServices): DynamicModule {
    return {
      module: CollectionModule,
      controllers: [
        FileController,
        UploadController,
        StowController,
        ImagingController,
        CollectionController,
        DicomEndpointController,
        EvidenceController,
      ],
      providers: [{ provide: CollectionServices, useValue: services }],
    };
  }
}
