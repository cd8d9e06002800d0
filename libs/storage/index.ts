export { FileKeyStore } from './file-key-store';
export { FileObjectStore } from './file-object-store';
export { type KeyStore } from './key-store';
export { openSecret, sealSecret } from './sealed-secret';
export { type LocalObjects, type ObjectBatch } from './local-objects';
export { type AdoptOptions, type ByteRange, type ObjectStore, type PutOptions, type StoredObject } from './object-store';
export { storageFromUrl } from './storage-from-url';
export { refuseStorage } from './storage.errors';
