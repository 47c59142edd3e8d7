import type { ChosenSlack } from './choose-slack.ts'
import type { Config } from './config.ts'
import type { Engine } from './engine.ts'
import { modelName } from './llm/model-name.ts'
import { keyIdOf } from './seal.ts'
import { installPath } from './slack/install-pages.ts'

/** What was chosen at the start, and why. */
export function welcome(
  engine: Engine,
  config: Config,
  at: { slack: ChosenSlack; apiUrl: string | null },
): string {
  const { chosen, reason } = engine.models
  const prompts = engine.library.offered
    .map((analysis) => `${analysis.command} v${analysis.version}`)
    .join(', ')
  const { url } = at.slack
  return [
    '',
    'Paralegal is running.',
    `  Slack     ${slackChoice(at.slack)}`,
    `  Database  ${engine.databaseChoice}`,
    `  Storage   ${storageChoice(config)}`,
    `  Model     ${modelName(chosen)}${chosen.notice ? `: ${chosen.notice}` : ''} (${reason})`,
    `  Prompts   ${config.promptsFolder}: ${prompts}`,
    `  API       ${at.apiUrl ? `${at.apiUrl}/api/tasks (PARALEGAL_API_TOKEN is set)` : 'off (PARALEGAL_API_TOKEN is not set)'}`,
    '',
    url
      ? `Open ${url} and drop a contract in a channel, or type /analyze-contract.`
      : 'Type /analyze-contract in Slack.',
    'Ctrl-C stops it.',
    '',
  ].join('\n')
}

function storageChoice({ keys }: Config): string {
  const [key] = keys
  return key
    ? `documents, prompts and answers are encrypted with key ${keyIdOf(key)} (PARALEGAL_KEY is set)`
    : 'documents, prompts and answers are stored unencrypted (PARALEGAL_KEY is not set)'
}

function slackChoice({ url, config }: ChosenSlack): string {
  if (url) return `local workspace at ${url} (SLACK_BOT_TOKEN is not set)`
  if ('oauth' in config)
    return `workspaces that install it at ${config.oauth.publicUrl}${installPath} (SLACK_CLIENT_ID is set)`
  return 'your workspace (SLACK_BOT_TOKEN is set)'
}
