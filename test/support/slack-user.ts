import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { KnownBlock } from '@slack/types'
import type { ClientState, Message, OpenView, SharedFile } from '../../src/workspace/client-protocol.ts'
import { until } from './until.ts'

/** A person at the local workspace, who does by its client interface what the page does. */
export class SlackUser {
  readonly url: string
  readonly id: string
  readonly channel = 'C0CONTRACTS'

  constructor(url: string, id = 'U0ADA') {
    this.url = url
    this.id = id
  }

  async state(): Promise<ClientState> {
    return (await (await fetch(`${this.url}/client/state?user=${this.id}`)).json()) as ClientState
  }

  async upload(bytes: Uint8Array, name: string): Promise<SharedFile> {
    const response = await fetch(
      `${this.url}/client/files?user=${this.id}&name=${encodeURIComponent(name)}`,
      {
        method: 'POST',
        body: Buffer.from(bytes),
        headers: { 'content-type': 'application/octet-stream' },
      },
    )
    return (await response.json()) as SharedFile
  }

  /** Drops a file into the channel; gives the message that carries it. */
  async drop(file: string | { name: string; bytes: Uint8Array }, channel = this.channel): Promise<Message> {
    const { name, bytes } =
      typeof file === 'string' ? { name: basename(file), bytes: await readFile(file) } : file
    const shared = await this.upload(bytes, name)
    await this.post('message', { user: this.id, channel, text: '', thread_ts: null, files: [shared.id] })
    return until(async () =>
      (await this.state()).messages.find((each) => each.files.some((one) => one.id === shared.id)),
    )
  }

  /** Presses the first button in the thread whose text it is; false where the page says that it did not work. */
  async press(thread: Message, text: string): Promise<boolean> {
    const { message, block, element } = await until(async () => findButton(await this.thread(thread), text), {
      what: `a button ${text}`,
    })
    const outcome = await this.post('action', {
      user: this.id,
      container: { type: 'message', channel: message.channel, ts: message.ts },
      block_id: block.block_id,
      action_id: element.action_id,
      element: { type: 'button', value: element.value, text: element.text },
    })
    return (outcome as { ok: boolean }).ok
  }

  async thread(root: Message): Promise<Message[]> {
    const { messages } = await this.state()
    return messages
      .filter((each) => each.channel === root.channel && each.thread_ts === root.ts)
      .sort((a, b) => (a.ts < b.ts ? -1 : 1))
  }

  /** Waits until some message of the thread shows this. */
  async sees(root: Message, text: string | RegExp, timeoutMs = 30_000): Promise<Message> {
    return until(
      async () =>
        (await this.thread(root)).find((each) =>
          typeof text === 'string' ? shown(each).includes(text) : text.test(shown(each)),
        ),
      { timeoutMs, what: String(text) },
    )
  }

  async command(command: string, channel = this.channel): Promise<OpenView> {
    await this.post('command', { user: this.id, channel, command, text: '' })
    return this.form()
  }

  /** The form that opened for this person, once it is more than a word of patience. */
  async form(): Promise<OpenView> {
    return until(
      async () =>
        (await this.state()).views.findLast(({ view }) => view.blocks.some(({ type }) => type === 'input')),
      { what: 'the form' },
    )
  }

  /** Types a command; gives what the app answers to this person alone. */
  async says(command: string, text: string, channel = this.channel): Promise<string> {
    return this.told(() => this.post('command', { user: this.id, channel, command, text }))
  }

  /** What the app says to this person alone after they did something. */
  async told(act: () => Promise<unknown>): Promise<string> {
    return (await this.toldMessage(act)).text
  }

  /** The same as the message that it is. */
  async toldMessage(act: () => Promise<unknown>): Promise<Message> {
    const stream = await fetch(`${this.url}/client/events?user=${this.id}`)
    const answer = (async () => {
      const decoder = new TextDecoder()
      for await (const chunk of stream.body ?? []) {
        for (const line of decoder.decode(chunk as Uint8Array, { stream: true }).split('\n')) {
          if (!line.startsWith('data: ')) continue
          const event = JSON.parse(line.slice('data: '.length)) as { type: string; message?: Message }
          if (event.message?.ephemeral_to === this.id) return event.message
        }
      }
      throw new Error('the stream ended without an answer')
    })()
    await act()
    return answer
  }

  async submit(
    view: OpenView,
    values: Record<string, Record<string, Record<string, unknown>>>,
  ): Promise<void> {
    await this.post('view/submit', { user: this.id, view_id: view.id, values })
  }

  async post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.url}/client/${path}`, { method: 'POST', body: JSON.stringify(body) })
    return response.json()
  }
}

/** Everything a message shows, as one text. */
export function shown(message: Message): string {
  return `${message.text}\n${JSON.stringify(message.blocks)}`
}

interface FoundButton {
  message: Message
  block: KnownBlock
  element: { action_id: string; value: string; text: object }
}

function findButton(messages: Message[], text: string): FoundButton | undefined {
  for (const message of messages) {
    for (const block of message.blocks) {
      if (block.type !== 'actions') continue
      const element = block.elements.find((each) => each.type === 'button' && each.text.text === text)
      if (element) return { message, block, element: element as unknown as FoundButton['element'] }
    }
  }
  return undefined
}
