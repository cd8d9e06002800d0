export { openCheckpoint, signCheckpoint, type Checkpoint, type OpenedCheckpoint } from './checkpoint';
export { ed25519Signer, ed25519Verifier, jwkOf, verifierOfJwk, type Ed25519Jwk } from './ed25519';
export {
  CHAIN_START,
  EMPTY_CHAIN,
  followLink,
  linkHash,
  verifyChain,
  verifyChainStream,
  type ChainHead,
  type ChainLink,
} from './hash-chain';
export { logReceipt, verifyReceipt, type LogReceipt } from './log-receipt';
export { EMPTY_ROOT, leafHash, nodeHash } from './merkle-hash';
export { planConsistency, planInclusion, proofFrom, type MerkleNode, type MerklePosition, type ProofPlan } from './merkle-proof';
export { appendLeaf, EMPTY_TREE, packTree, rootOf, unpackTree, type Appended, type TreeState } from './merkle-tree';
export { verifyConsistency, verifyInclusion, type TreeHead } from './merkle-verification';
export { signDocument, verifyDocument, type VerifiedSignature } from './signed-document';
export { noteKeyOf, openNote, signNote, type OpenedNote } from './signed-note';
export { type KeyRing, type SignatureAlgorithm, type Signer, type Verifier } from './signing';
