import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type Result, orThrow } from '#libs/kernel';
import { type ManifestFile } from '#libs/pipeline';

export interface ArchiveParts {
  /** In the order of the manifest; they come to lie under `data/`. */
  readonly files: readonly ManifestFile[];
  readonly open: (file: ManifestFile) => Promise<Result<Readable>>;
  /** Before the files, at the top. */
  readonly documents: readonly { readonly path: string; readonly bytes: Buffer }[];
}

export interface Archive {
  readonly stream: Readable;
  /** Of the whole archive, known before it is made. */
  readonly bytes: number;
}

/** The first day that ZIP can tell; `getHours` and the like are local, so it is made of local parts: the same bytes in every time zone. */
const DATE = new Date(1980, 0, 1);
const entry = { mtime: DATE, mode: 0o100644, compress: false, forceDosTimestamp: true } as const;

/**
 * A ZIP whose bytes follow from its parts alone: the same order makes the same archive, whenever and wherever it is downloaded. Nothing is
 * compressed, nothing is kept: files are opened one after the other as the reader takes them, and each is checked against its digest on
 * the way, so that damage ends in a broken archive and never in a wrong file.
 */
export async function deliveryArchive({ files, open, documents }: ArchiveParts): Promise<Archive> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let current: Readable | undefined;
  const fail = (error: unknown): void => void zip.emit('error', error);
  const begin = async (file: ManifestFile): Promise<Readable> => {
    const source = orThrow(await open(file));
    const verified = source.pipe(checked(file));
    source.on('error', fail);
    verified.on('error', fail).on('close', () => source.destroy());
    return verified;
  };
  zip.on('error', (error: Error) => output.destroy(error));
  // Files are read ahead: the first may fail before anyone listens. Whoever reads then finds the stream destroyed.
  output.on('error', () => undefined);
  output.on('close', () => current?.destroy());
  for (const { path, bytes } of documents) zip.addBuffer(bytes, path, entry);
  for (const file of files) {
    zip.addReadStreamLazy(`data/${file.path}`, { ...entry, size: file.bytes }, (give) => {
      begin(file).then((stream) => {
        current = stream;
        if (output.destroyed) stream.destroy();
        else give(null, stream);
      }, fail);
    });
  }
  const bytes = await new Promise<number>((resolve) => {
    zip.end({ forceZip64Format: false, comment: '' }, resolve as () => void);
  });
  return { stream: output, bytes };
}

function checked({ sha256 }: ManifestFile): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(part: Buffer, _, done) {
      hash.update(part);
      done(null, part);
    },
    flush(done) {
      done(hash.digest('hex') === sha256 ? null : new Error(`object ${sha256} has other bytes than its digest says`));
    },
  });
}
