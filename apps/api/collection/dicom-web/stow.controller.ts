import { once } from 'node:events';
import { Controller, Inject, Param, Post, Req, Res, UnsupportedMediaTypeException } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { collectionFor, CollectionServices, failureOf, refuseCollection, type SeenCollection } from '#libs/collection';
import { type Actor } from '#libs/identity';
import { ok, orThrow } from '#libs/kernel';
import { CurrentActor } from '../../access/actor.decorator';
import { IdParameter } from '../../request/id.pipe';
import { BodyFormError } from '../../problem/fault';
import { bodyStream, RawBody } from '../raw-body';
import { boundaryOf, MultipartError, partsOf, type Part } from './multipart-related';
import { asXml, stowAnswer, stowStatus, type StowOutcome } from './stow-answer';

/** What is answered names every object. */
const PARTS_LIMIT = 10_000;
/** Parts of a request that were read and are not stored yet. */
const MOST_UNFINISHED = 8;
const JSON_TYPE = 'application/dicom+json';
const XML_TYPE = 'application/dicom+xml';

const documented =
  (study: string): MethodDecorator =>
  (target, key, descriptor: PropertyDescriptor) => {
    ApiOperation({ summary: '接收影像 / Store instances (STOW-RS)', description: `PS3.18 section 10.5. ${study}` })(
      target,
      key,
      descriptor,
    );
    ApiConsumes('multipart/related')(target, key, descriptor);
    ApiBody({ description: 'Parts of `application/dicom`, one an instance.', schema: { type: 'string', format: 'binary' } })(
      target,
      key,
      descriptor,
    );
    const content = { [JSON_TYPE]: { schema: { type: 'object' as const } }, [XML_TYPE]: { schema: { type: 'string' as const } } };
    ApiOkResponse({ description: 'All were stored.', content })(target, key, descriptor);
    ApiResponse({ status: 202, description: 'Some were stored: FailedSOPSequence says which were not.', content })(target, key, descriptor);
    ApiResponse({ status: 409, description: 'None was stored, or the collection takes nothing in.', content })(target, key, descriptor);
  };

/** DICOMweb's storage service over a collection: archives that speak no DIMSE send here with a token. Each part streams to the store. */
@ApiTags('collections')
@Controller('api/collections/:id/dicom-web/studies')
export class StowController {
  constructor(@Inject(CollectionServices) private readonly collection: CollectionServices) {}

  @Post()
  @RawBody()
  @documented('Instances of any study.')
  store(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.receive({ actor, caseId }, request, reply);
  }

  @Post(':study')
  @RawBody()
  @documented('Instances of this study alone.')
  storeStudy(
    @CurrentActor() actor: Actor,
    @Param('id', IdParameter) caseId: string,
    @Param('study') study: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.receive({ actor, caseId, study }, request, reply);
  }

  private async receive(asked: Asked, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const body = bodyStream(request);
    try {
      const collection = orThrow(await collectionFor(this.collection.parts.store, asked.actor, asked.caseId));
      if (collection.state !== 'receiving')
        orThrow(refuseCollection('collection.not-receiving', `The collection is ${collection.state}.`, { state: collection.state }));
      const outcomes = await this.receiveParts(collection, asked, partsOf(body, boundaryIn(request)));
      answer(request, reply, outcomes);
    } catch (error) {
      throw error instanceof MultipartError ? bodyFormError(error) : error;
    } finally {
      body.destroy();
    }
  }

  private async receiveParts(collection: SeenCollection, asked: Asked, parts: AsyncIterable<Part>): Promise<StowOutcome[]> {
    const outcomes: Promise<StowOutcome>[] = [];
    for await (const part of parts) {
      if (outcomes.length === PARTS_LIMIT) throw new MultipartError('more parts than an answer could name');
      if (!/^application\/dicom\s*(;|$)/i.test(part.headers.get('content-type') ?? 'application/dicom'))
        throw new UnsupportedMediaTypeException();
      const outcome = this.receivePart(collection, asked, part);
      // Awaited below; until then a failure must not count as one that nobody sees.
      outcome.catch(() => undefined);
      outcomes.push(outcome);
      // The next part is read while this one is synced and entered.
      await Promise.race([outcome, once(part.body, 'close')]);
      await outcomes[outcomes.length - 1 - MOST_UNFINISHED];
    }
    if (outcomes.length === 0) throw new MultipartError('no part');
    return Promise.all(outcomes);
  }

  private async receivePart(collection: SeenCollection, { actor, study }: Asked, { body }: Part): Promise<StowOutcome> {
    const { head, result } = await this.collection.intake.receiveObject(collection, {
      sender: actor,
      under: ['dicom-web'],
      bytes: body,
      admit: ({ uids }) =>
        study === undefined || uids.study === study
          ? ok(undefined)
          : refuseCollection('collection.object-mismatch', 'The instance is of another study.'),
    });
    return {
      sopClass: uidOrNull(head?.facts.sopClass),
      sopInstance: head?.uids.instance ?? null,
      failure: result.ok ? undefined : failureOf(result.refusal),
    };
  }
}

interface Asked {
  readonly actor: Actor;
  readonly caseId: string;
  readonly study?: string;
}

/** What came before is stored: sent again, it is there already. */
const bodyFormError = ({ message }: MultipartError): BodyFormError =>
  new BodyFormError('request.multipart-form', `This is no whole multipart/related body: ${message}.`);

const uidOrNull = (text: string | null | undefined): string | null => (text && /^[0-9.]{1,64}$/.test(text) ? text : null);

/** The parsed header of a raw route is ours: the sender's stands among the raw ones. */
function boundaryIn({ raw }: FastifyRequest): string {
  const at = raw.rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type');
  const type = at < 0 ? '' : raw.rawHeaders[at + 1]!;
  const part = /;\s*type=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  const partType = (part?.[1] ?? part?.[2] ?? 'application/dicom').toLowerCase();
  if (!/^multipart\/related\s*;/i.test(type) || partType !== 'application/dicom') throw new UnsupportedMediaTypeException();
  return boundaryOf(type) ?? orThrowMalformed();
}

const orThrowMalformed = (): never => {
  throw new MultipartError('no boundary');
};

/** JSON unless XML is asked for and JSON is not (PS3.18 section 8.7.3). */
function answer({ headers }: FastifyRequest, reply: FastifyReply, outcomes: readonly StowOutcome[]): void {
  const accept = headers.accept ?? '';
  const xml = /application\/(dicom\+)?xml/i.test(accept) && !/json|\*\/\*/i.test(accept);
  const content = stowAnswer(outcomes);
  void reply
    .status(stowStatus(outcomes))
    .type(xml ? XML_TYPE : JSON_TYPE)
    .send(xml ? asXml(content) : JSON.stringify(content));
}
