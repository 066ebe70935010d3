import type { AcknowledgedSignature, FoundAttestation } from '../drill-ports.ts'

/** Attestations and revocations of a simulated database. */
export class SimulatedAttestations {
  readonly #objects: Map<string, unknown>
  readonly #revocations: Map<string, unknown>

  constructor(objects = new Map<string, unknown>(), revocations = new Map<string, unknown>()) {
    this.#objects = objects
    this.#revocations = revocations
  }

  keep({ kind, uid, object }: { kind: 'attestation' | 'revocation' } & AcknowledgedSignature): void {
    const kept = kind === 'attestation' ? this.#objects : this.#revocations
    kept.set(uid, object)
  }

  find({ uid }: { uid: string }): FoundAttestation | null {
    const object = this.#objects.get(uid)
    const revocation = this.#revocations.get(uid) ?? null
    return object === undefined ? null : { object, revocation, valid: revocation === null }
  }

  copy(): SimulatedAttestations {
    return new SimulatedAttestations(new Map(this.#objects), new Map(this.#revocations))
  }
}
