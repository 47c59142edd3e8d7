/** A Web API call that Slack answers with `ok: false`. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal'
  readonly code: string
  readonly messages: string[]

  constructor(code: string, messages: string[] = []) {
    super(code)
    this.code = code
    this.messages = messages
  }
}
