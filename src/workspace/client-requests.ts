import { z } from 'zod'
import type {
  ChangeMembership,
  CloseView,
  DeleteFile,
  DeleteMessage,
  OpenHome,
  PostMessage,
  React,
  RunCommand,
  RunShortcut,
  SubmitView,
  TakeAction,
} from './client-protocol.ts'

// What the page sends, as client-protocol.ts says it.

const user = z.string().min(1)
const json = z.record(z.string(), z.unknown())
const inView = { user, view_id: z.string() }

export const clientRequests = {
  message: z.object({
    user,
    channel: z.string(),
    text: z.string().max(40_000),
    thread_ts: z.string().nullable(),
    files: z.array(z.string()).max(10),
  }) satisfies z.ZodType<PostMessage>,
  command: z.object({
    user,
    channel: z.string(),
    command: z.string(),
    text: z.string(),
  }) satisfies z.ZodType<RunCommand>,
  shortcut: z.object({
    user,
    callback_id: z.string(),
    channel: z.string().nullable(),
    ts: z.string().nullable(),
  }) satisfies z.ZodType<RunShortcut>,
  action: z.object({
    user,
    container: z.discriminatedUnion('type', [
      z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
      z.object({ type: z.literal('view'), view_id: z.string() }),
    ]),
    block_id: z.string(),
    action_id: z.string(),
    element: json,
  }) satisfies z.ZodType<TakeAction>,
  'view/submit': z.object({
    ...inView,
    values: z.record(z.string(), z.record(z.string(), json)),
  }) satisfies z.ZodType<SubmitView>,
  'view/close': z.object(inView) satisfies z.ZodType<CloseView>,
  reaction: z.object({
    user,
    channel: z.string(),
    ts: z.string(),
    name: z.string(),
    on: z.boolean(),
  }) satisfies z.ZodType<React>,
  membership: z.object({
    user,
    channel: z.string(),
    member: z.string(),
    on: z.boolean(),
  }) satisfies z.ZodType<ChangeMembership>,
  delete: z.object({
    user,
    channel: z.string(),
    ts: z.string(),
  }) satisfies z.ZodType<DeleteMessage>,
  'files/delete': z.object({ user, file: z.string() }) satisfies z.ZodType<DeleteFile>,
  home: z.object({ user, tab: z.enum(['home', 'messages']) }) satisfies z.ZodType<OpenHome>,
}
