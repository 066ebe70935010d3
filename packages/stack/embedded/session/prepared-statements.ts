import { frontend, readCString } from '../wire/frontend-messages.ts'
import type { OutputScanner } from '../wire/output-scanner.ts'
import { classifyStatement, type StatementTraits } from './classify-statement.ts'
import { refusals, refusedStatement } from './refused-statement.ts'

/**
 * One client's prepared statements. On the shared session each gets a name of its own (`client.name`), so that clients
 * cannot collide, and is parsed again when something else removed it there: a DISCARD ALL for another client, or
 * another client's use of the one unnamed statement.
 */
export class PreparedStatements {
  readonly #prefix: string
  readonly #shared: SharedStatements
  readonly #statements = new Map<string, Prepared>()
  #unconfirmed: Prepared[] = []
  readonly #restoring: Prepared[] = []

  constructor(clientId: number, shared: SharedStatements) {
    this.#prefix = `${clientId}.`
    this.#shared = shared
  }

  get size(): number {
    return this.#statements.size
  }

  traitsOf(name: string): StatementTraits | undefined {
    const unconfirmed = this.#unconfirmed.findLast((prepared) => prepared.name === name)
    return (unconfirmed ?? this.#statements.get(name))?.traits
  }

  /** Notes a Parse message and returns it under the shared session's name. */
  parse(bytes: Buffer): Buffer {
    const name = readCString(bytes, 5)
    const sql = readCString(bytes, name.next)
    const realName = this.#realName(name.value)
    const traits = classifyStatement(sql.value)
    const refusal = refusedStatement(traits) ?? (traits.copiesFromClient ? refusals['mixed copy'] : undefined)
    const message = refusal
      ? frontend.parse(realName, Buffer.from(`${refusal}\0\0\0`))
      : name.value === ''
        ? Buffer.from(bytes)
        : frontend.parse(realName, bytes.subarray(name.next))
    // A new unnamed statement replaces the old one even if it turns out to be wrong.
    if (name.value === '') this.dropUnnamed()
    this.#unconfirmed.push({ name: name.value, realName, message, traits, generation: -1 })
    return message
  }

  /** Messages that bring the statement back to the shared session, when `name` cannot be used there as it is. */
  restore(name: string): Buffer[] {
    if (this.#unconfirmed.some((prepared) => prepared.name === name)) return []
    const prepared = this.#statements.get(name)
    if (!prepared || prepared.generation === this.#generationOf(name)) return []
    if (name === '') this.#shared.unnamedGeneration++
    prepared.generation = this.#generationOf(name)
    this.#restoring.push(prepared)
    // Close first: it is no error if there is none, whereas Parse is one if there is.
    return [...(name === '' ? [] : [frontend.closeStatement(prepared.realName)]), prepared.message]
  }

  /** Tells how the messages of `restore` went. */
  confirmRestored(succeeded: boolean): void {
    for (const prepared of this.#restoring.splice(0)) if (!succeeded) prepared.generation = -1
  }

  bind(bytes: Buffer): Buffer {
    const portal = readCString(bytes, 5)
    const statement = readCString(bytes, portal.next)
    if (statement.value === '') return bytes
    return frontend.bind(portal.value, this.#realName(statement.value), bytes.subarray(statement.next))
  }

  describe(name: string): Buffer {
    return frontend.describeStatement(this.#realName(name))
  }

  close(name: string): Buffer {
    this.#statements.delete(name)
    return frontend.closeStatement(this.#realName(name))
  }

  /** The name on the shared session of a statement that this client prepared through the protocol. */
  realNameOf(name: string): string | undefined {
    return this.#statements.get(name)?.realName
  }

  /** Keeps those of the noted statements that Postgres confirmed, in their order; an error ends the cycle's rest. */
  confirm(output: OutputScanner): void {
    for (const prepared of this.#unconfirmed.splice(0, output.parseCompletes)) {
      if (prepared.name === '') this.#shared.unnamedGeneration++
      prepared.generation = this.#generationOf(prepared.name)
      this.#statements.set(prepared.name, prepared)
    }
    if (output.errors > 0 || output.status !== undefined) this.#unconfirmed = []
  }

  dropUnnamed(): void {
    this.#statements.delete('')
    this.#shared.unnamedGeneration++
  }

  /** After DISCARD ALL and the like: this client's are gone, those of others have to be restored. */
  dropAll(): void {
    this.#statements.clear()
    this.#shared.namedGeneration++
  }

  /** The statement to run instead of a DEALLOCATE of one of these, which has another name on the shared session. */
  deallocate(sql: string): string | undefined {
    const [, quoted, plain] = /^\s*deallocate\s+(?:prepare\s+)?(?:"([^"]+)"|([\w$]+))\s*;?\s*$/i.exec(sql) ?? []
    const name = quoted ?? plain?.toLowerCase() ?? ''
    if (name === '' || !this.#statements.delete(name)) return undefined
    return `DEALLOCATE "${this.#realName(name)}"`
  }

  /** Takes all statements off the shared session. */
  closeAll(): Buffer[] {
    const live = [...this.#statements.values()].filter(
      ({ name, generation }) => name !== '' && generation === this.#shared.namedGeneration,
    )
    this.#statements.clear()
    return live.map(({ realName }) => frontend.closeStatement(realName))
  }

  #generationOf(name: string): number {
    return name === '' ? this.#shared.unnamedGeneration : this.#shared.namedGeneration
  }

  #realName(name: string): string {
    return name === '' ? '' : this.#prefix + name
  }
}

/** Counts the removals of statements from the shared session; a statement of an older generation is gone there. */
export interface SharedStatements {
  namedGeneration: number
  unnamedGeneration: number
}

interface Prepared {
  readonly name: string
  readonly realName: string
  /** The Parse message as the shared session gets it. */
  readonly message: Buffer
  readonly traits: StatementTraits
  /** Generation in which it exists on the shared session; -1 before it does. */
  generation: number
}
