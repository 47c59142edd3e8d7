#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander'
import type { AnalyzeOptions } from './cli/analyze-options.ts'
import { analyze } from './cli/analyze.ts'
import { defineAuditCommands } from './cli/audit.ts'
import { check } from './cli/check.ts'
import { defineBallotCommands } from './cli/ballots.ts'
import { estimate } from './cli/estimate.ts'
import { defineForgetCommands } from './cli/forget.ts'
import { defineHoldCommands } from './cli/hold.ts'
import { exportResult } from './cli/export.ts'
import { exportFormats } from './exports/export-task.ts'
import { exportCalls } from './cli/log-export.ts'
import { diffCalls } from './cli/log-diff.ts'
import { replayCall } from './cli/log-replay.ts'
import { showCall, showLog, type LogOptions } from './cli/log.ts'
import { forget, list as listKeys, rotate } from './cli/keys.ts'
import { writeManifest } from './cli/manifest.ts'
import { migrateDatabase } from './cli/migrate.ts'
import { definePromptCommands } from './cli/prompt-commands.ts'
import { setPrice, showPrices } from './cli/prices.ts'
import { cancel, showStatus } from './cli/task.ts'
import { work } from './cli/worker.ts'
import { AppError } from './errors.ts'

const program = new Command('paralegal')
  .description('Analyses documents by templated prompts and checks every quote against the document.')
  .showHelpAfterError()

program
  .command('analyze')
  .description(
    'analyse a document, or all documents in a folder, without Slack: the same tasks, prompts, checks and log',
  )
  .argument('<path>', 'the document (PDF, Word .docx or plain text), or a folder of them')
  .option('--analysis <name>', 'the analysis, a folder in prompts/', 'analyze-contract')
  .option('--set <name=value>', 'a variable of the analysis; may be given several times', collect, [])
  .option('--variations <number>', 'ask every question so many times (1 to 9)', parseVariations)
  .option('--out <folder>', 'of a folder: where results.jsonl and results.csv go', 'paralegal-results')
  .option('--retry', 'of a folder: try again what failed the last time')
  .option('--estimate', 'only say what it would cost; nothing is asked')
  .option('--json', 'print the result as JSON; of a folder, a line per document')
  .action(async (path: string, options: AnalyzeFlags) => {
    const act = options.estimate ? estimate : analyze
    process.exitCode = await act(path, analyzeOptions(options))
  })

interface AnalyzeFlags {
  analysis: string
  set: string[]
  out: string
  variations?: number
  json?: true
  retry?: true
  estimate?: true
}

function analyzeOptions(flags: AnalyzeFlags): AnalyzeOptions {
  return {
    ...flags,
    json: flags.json ?? false,
    retry: flags.retry ?? false,
    variations: flags.variations ?? null,
  }
}

const prices = program
  .command('prices')
  .description('what models cost, in US dollars per million tokens')
  .option('--json', 'print as JSON')
  .action(async (options: { json?: true }) => showPrices({ json: options.json ?? false }))

prices
  .command('set')
  .description('say what a model costs from a day on')
  .argument('<model>', 'provider/model')
  .requiredOption('--input <dollars>', 'a million tokens of prompt')
  .requiredOption('--output <dollars>', 'a million tokens of answer')
  .option('--cache-read <dollars>', 'of prompt read from the cache; as input where not said')
  .option('--cache-write <dollars>', 'of prompt written to the cache; as input where not said')
  .option('--over-tokens <number>', 'from so many tokens of prompt on the next two prices count')
  .option('--over-input <dollars>', 'of a long prompt')
  .option('--over-output <dollars>', 'of the answer to a long prompt')
  .option('--from <date>', 'YYYY-MM-DD; today where not said')
  .option('--source <text>', 'where the price is from')
  .action(setPrice)

const log = withFilters(
  program
    .command('log')
    .description(
      'prompts and answers as they were sent and came: of one task, a line for each of the latest tasks, or with a filter for each call',
    )
    .argument('[task]', 'the id of a task, or its first characters'),
)
  .option('--limit <number>', 'so many calls at most')
  .option('--json', 'print as JSON')
  .action(async (task: string | undefined, options: LogOptions) => showLog(task ?? null, options))

log
  .command('show')
  .description('one call in full')
  .argument('<call>', 'the id of a call, or its first characters')
  .option('--json', 'print as JSON')
  .action((call: string, _: object, command: Command) => showCall(call, command.optsWithGlobals()))

log
  .command('diff')
  .description('what differs between two calls: facts, prompts, answers')
  .argument('<call>')
  .argument('<call>')
  .action(diffCalls)

log
  .command('replay')
  .description('send a prompt again, word for word; the task does not change')
  .argument('<call>')
  .option('--model <provider/model>', 'to another model')
  .action(async (call: string, _: object, command: Command) => {
    process.exitCode = await replayCall(call, command.optsWithGlobals())
  })

withFilters(log.command('export').description('all that the log has of calls, as JSON lines, oldest first'))
  .option('--out <file>', 'into a file, not to the terminal')
  .option('--redacted', 'to be shown outside: only calls that models were asked without names and numbers')
  .action((_: object, command: Command) => exportCalls(command.optsWithGlobals()))

function withFilters(command: Command): Command {
  return command
    .option('--task <id>', 'only calls of this task')
    .option('--user <id>', 'only those somebody asked for')
    .option('--analysis <name>', 'only those of an analysis')
    .option('--template <name>', 'only those whose prompt template has this in its path')
    .option('--prompt-version <number>', 'only those of a version of the prompts')
    .option('--model <name>', 'only those that asked this model, or that it answered')
    .option('--since <date>', 'only those since a day (YYYY-MM-DD) or time')
    .option('--until <date>', 'only those before a day or time')
    .option('--min-cost <dollars>', 'only those that cost so much or more')
    .option('--failed', 'only those that failed')
}

program
  .command('status')
  .description('how a task stands: its parts, findings and costs so far')
  .argument('<task>', 'the id of a task, or its first characters')
  .option('--json', 'print as JSON, in the shape of analyze --json')
  .action(async (task: string, options: { json?: true }) => {
    await showStatus(task, { json: options.json ?? false })
  })

program
  .command('export')
  .description('write a result as a Word report, an Excel table of its issues, or JSON')
  .argument('<task>', 'its id, or the beginning of it')
  .addOption(new Option('--format <format>', 'what to write').choices([...exportFormats]).default('docx'))
  .option('--out <file>', 'where to; by default beside you, under the name of the analysis and the file')
  .option('--redacted', 'to be shown outside: names, addresses and numbers are placeholders')
  .action(exportResult)

program
  .command('cancel')
  .description('stop a task, with the calls that run for it')
  .argument('<task>', 'the id of a task, or its first characters')
  .action(async (task: string) => {
    process.exitCode = await cancel(task)
  })

program
  .command('manifest')
  .description('the manifest of the Slack app, with a command for every analysis')
  .option('--url <address>', 'for requests of Slack at this address; without it, Socket Mode')
  .option('--out <file>', 'into a file, not to the terminal')
  .action(writeManifest)

definePromptCommands(program)
defineBallotCommands(program)
defineAuditCommands(program)
defineForgetCommands(program)
defineHoldCommands(program)

const keys = program
  .command('keys')
  .description(
    'the keys that encrypt documents, what was found in them, and tokens of workspaces (PARALEGAL_KEY)',
  )

keys.command('rotate').description('encrypt all content and all tokens with the first key').action(rotate)

keys
  .command('list')
  .description('which keys are in use, by their ids, and what is stored in clear')
  .action(listKeys)

keys
  .command('forget')
  .description('remove tokens whose key is lost; their workspaces install Paralegal again')
  .action(forget)

program
  .command('check')
  .description(
    'look at everything this installation needs: environment, database, Slack, models, prompts, machine',
  )
  .option('--json', 'print as JSON')
  .action(async (options: { json?: true }) => {
    process.exitCode = await check(options)
  })

program
  .command('migrate')
  .description('bring the database up to date, before the processes of a new version start; safe to repeat')
  .action(migrateDatabase)

program
  .command('worker')
  .description('take jobs for a bot that runs elsewhere on the same DATABASE_URL; any number of them')
  .action(work)

function parseVariations(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1 && number <= 9) return number
  throw new InvalidArgumentError('Expected a whole number from 1 to 9.')
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof AppError ? error.userMessage : error)
  process.exitCode = 1
})
