import type { KnownBlock } from '@slack/types'

/** One thing that stands in a task's thread: a message, or a file where the text is too long to read in one. */
export type ThreadPost = MessagePost | FilePost

export interface MessagePost {
  /** Its name in the outbox, once per task. */
  kind: string
  /** Whether it opens the thread instead of standing in it. */
  opens: boolean
  blocks: KnownBlock[]
  /** Of a private task: it stands where that was asked for, not in the direct message. */
  isShared?: boolean
  /** An emoji that the bot puts under it, for people to vote with. */
  reaction?: string
}

export interface FilePost {
  kind: string
  opens: false
  isShared?: boolean
  file: PostedFile
}

export interface PostedFile {
  /** With its ending: `findings.md`. */
  name: string
  title: string
  /** Said in messages where Slack takes no file. */
  text: string
  /** Where it is no text: what is in the file; `text` then says it in words. */
  bytes?: Uint8Array
}
