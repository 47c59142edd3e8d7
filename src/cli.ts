#!/usr/bin/env node
import { Command } from 'commander'
import { analyze } from './cli/analyze.ts'
import { showLog } from './cli/log.ts'
import { cancel, showStatus } from './cli/task.ts'
import { work } from './cli/worker.ts'
import { AppError } from './errors.ts'

const program = new Command('paralegal')
  .description('Analyses documents by templated prompts and checks every quote against the document.')
  .showHelpAfterError()

program
  .command('analyze')
  .description('analyse one document here, without Slack: the same tasks, prompts, checks and log')
  .argument('<file>', 'the document: PDF, Word (.docx) or plain text')
  .option('--analysis <name>', 'the analysis, a folder in prompts/', 'analyze-contract')
  .option('--set <name=value>', 'a variable of the analysis; may be given several times', collect, [])
  .option('--json', 'print the result as JSON')
  .action(async (file: string, options: { analysis: string; set: string[]; json?: true }) => {
    process.exitCode = await analyze(file, { ...options, json: options.json ?? false })
  })

program
  .command('log')
  .description(
    'prompts and answers as they were sent and came: of one task, or a line for each of the latest tasks',
  )
  .argument('[task]', 'the id of a task, or its first characters')
  .option('--json', 'print as JSON')
  .action(async (task: string | undefined, options: { json?: true }) => {
    await showLog(task ?? null, { json: options.json ?? false })
  })

program
  .command('status')
  .description('how a task stands: its parts, findings and costs so far')
  .argument('<task>', 'the id of a task, or its first characters')
  .option('--json', 'print as JSON, in the shape of analyze --json')
  .action(async (task: string, options: { json?: true }) => {
    await showStatus(task, { json: options.json ?? false })
  })

program
  .command('cancel')
  .description('stop a task, with the calls that run for it')
  .argument('<task>', 'the id of a task, or its first characters')
  .action(async (task: string) => {
    process.exitCode = await cancel(task)
  })

program
  .command('worker')
  .description('take jobs for a bot that runs elsewhere on the same DATABASE_URL; any number of them')
  .action(work)

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof AppError ? error.userMessage : error)
  process.exitCode = 1
})
