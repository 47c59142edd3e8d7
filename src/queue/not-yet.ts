/** Thrown by a handler that has to wait: its job comes back at that time. No failure, and no slot is held meanwhile. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
  readonly at: Date

  constructor(at: Date) {
    super(`not before ${at.toISOString()}`)
    this.at = at
  }
}
