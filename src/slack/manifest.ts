import { Document, isScalar, visit } from 'yaml'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { OfferedAnalysis } from '../prompts/library.ts'

/** Scopes of the bot, and why each is needed: Slack asks, and so do the people who install it. */
const scopes: Record<string, string> = {
  commands: 'slash commands',
  'app_mentions:read': 'questions in a thread, and files that a mention is about',
  'chat:write': 'threads, progress, results',
  'files:read': 'the documents people share or choose',
  'files:write': 'parts of a result that are too long for messages',
  'channels:history':
    'after a crash in the middle of a post the bot looks whether it is there before it posts again',
  'groups:history': 'the same in private channels',
  'im:history': 'the same in direct messages',
  'users:read': 'names of people chosen in a form; who is a guest and may not use the bot; who is an admin',
  'channels:read': 'which channels are shared with another company; who created one, and may set its rules',
  'groups:read': 'the same in private channels',
  'reactions:read': 'votes for drafts: people vote with a reaction',
  'reactions:write': 'the emoji under each draft that people vote with',
}

export const botScopes = Object.keys(scopes)

/** What the bot hears of; test/architecture.test.ts compares it with the listeners. */
const events = [
  'file_shared',
  'file_deleted',
  'app_mention',
  'message.im',
  // Only for messages that are deleted: what was made of their files goes with them.
  'message.channels',
  'message.groups',
  'app_home_opened',
  'reaction_added',
  'reaction_removed',
  'app_uninstalled',
  'tokens_revoked',
]

/** Where Slack sends the browser of a person who installs the app. */
export const redirectPath = '/slack/oauth_redirect'

export const fileShortcut = 'analyse_file'
export const documentShortcut = 'analyse_document'

const shortcuts = [
  {
    name: 'Analyse this file',
    type: 'message' as const,
    callback_id: fileShortcut,
    description: 'Ask for an analysis of the files of this message',
  },
  {
    name: 'Analyse a document',
    type: 'global' as const,
    callback_id: documentShortcut,
    description: 'Choose a document and what to ask about it',
  },
]

// Lengths and counts of Slack's manifest schema 2.0 (slackapi/manifest-schema, June 2026).
const Command = z.strictObject({
  command: z.string().regex(/^\/[a-z0-9_-]{1,32}$/, 'is no slash command'),
  url: z.url({ protocol: /^https$/ }).optional(),
  description: z.string().min(1).max(2000),
  usage_hint: z.string().max(1000).optional(),
  should_escape: z.boolean(),
})
const Shortcut = z.strictObject({
  // Slack's page for a new app says 24 characters at most.
  name: z.string().min(1).max(24),
  type: z.enum(['message', 'global']),
  callback_id: z.string().min(1).max(255),
  description: z.string().min(1).max(150),
})
const Manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.literal(1) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    slash_commands: z.array(Command).max(50),
    shortcuts: z.array(Shortcut).max(10),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(z.url({ protocol: /^https$/ })).optional(),
    scopes: z.strictObject({ bot: z.array(z.string()).min(1) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: z.url({ protocol: /^https$/ }).optional(),
      bot_events: z.array(z.string()).max(100),
    }),
    interactivity: z.strictObject({
      is_enabled: z.boolean(),
      request_url: z.url({ protocol: /^https$/ }).optional(),
    }),
    socket_mode_enabled: z.boolean(),
    org_deploy_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
})
type Manifest = z.infer<typeof Manifest>

/**
 * The app's manifest for these analyses: with Socket Mode, or for requests of Slack at an address. Throws `usage` where
 * Slack would not take it.
 */
export function manifestText(
  analyses: Pick<OfferedAnalysis, 'command' | 'description'>[],
  options: { url: string | null },
): string {
  const parsed = Manifest.safeParse(manifestOf(analyses, options.url))
  if (!parsed.success) {
    throw new AppError('usage', 'a manifest that Slack would refuse', {
      userMessage: `Slack would not take this manifest:\n${z.prettifyError(parsed.error)}`,
      cause: parsed.error,
    })
  }
  return commented(parsed.data, options.url)
}

function manifestOf(
  analyses: Pick<OfferedAnalysis, 'command' | 'description'>[],
  base: string | null,
): Manifest {
  // Bolt hears everything at one path.
  const host = base?.replace(/\/+$/, '')
  const url = host === undefined ? {} : { url: `${host}/slack/events` }
  const requestUrl = url.url === undefined ? {} : { request_url: url.url }
  const commands = [
    ...analyses.map(({ command, description }) => ({ command, description })),
    {
      command: '/paralegal',
      description: 'Which of your analyses run or wait, and how to stop them',
      usage_hint: 'status | cancel [all] | rules | settings | stats | audit | forget | hold',
    },
  ]
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Paralegal',
      description: 'Findings in your contracts, each with a quote that was checked against its page',
      background_color: '#1f3a5f',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'Paralegal', always_online: true },
      slash_commands: commands.map(({ command, ...rest }) => ({
        command,
        ...url,
        ...rest,
        should_escape: true,
      })),
      shortcuts,
    },
    oauth_config: {
      ...(host === undefined ? {} : { redirect_urls: [`${host}${redirectPath}`] }),
      scopes: { bot: botScopes },
    },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: events },
      interactivity: { is_enabled: true, ...requestUrl },
      socket_mode_enabled: base === null,
      org_deploy_enabled: false,
      token_rotation_enabled: false,
    },
  }
}

function commented(manifest: Manifest, url: string | null): string {
  const document = new Document(manifest)
  document.commentBefore = [
    ` The Slack app, for "Create New App → From a manifest" at api.slack.com/apps. Made by \`npx paralegal manifest\`.`,
    url === null
      ? ' Socket Mode: no public address is needed. The app-level token (xapp-…, scope connections:write) cannot stand here:\n make it under Basic Information.'
      : ` Slack sends its requests to ${url}; the signing secret stands under Basic Information.`,
  ].join('\n')
  visit(document, {
    Scalar(_, node) {
      const why = isScalar(node) && typeof node.value === 'string' ? scopes[node.value] : undefined
      if (why) node.comment = ` ${why}`
    },
  })
  return document.toString({ lineWidth: 0, singleQuote: true })
}
