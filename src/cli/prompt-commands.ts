import { InvalidArgumentError, Option, type Command } from 'commander'
import { addTask, checkCases, exportCases, importCases } from './cases.ts'
import { scoreResult } from './eval-score.ts'
import { evaluate, type EvalOptions } from './eval.ts'
import { checkAllPrompts, diffPrompts, listPrompts, newPrompt } from './prompts.ts'

/** What the authors of prompts use: `prompts`, `cases` and `eval`. */
export function definePromptCommands(program: Command): void {
  const evaluating = program
    .command('eval')
    .description(
      'run an analysis over its data set, and say how good it is, at what cost; the same command again goes on',
    )
    .argument('<analysis>')
    .option('--data <file>', 'another data set than prompts/<analysis>/cases.csv')
    .option('--models <a,b>', 'provider/model, several beside each other', commaList, [])
    .option(
      '--versions <x,y>',
      'working, numbers, hashes or commits; the first is what a gate looks at',
      commaList,
      [],
    )
    .option('--repeat <number>', 'ask every case so many times', wholeNumber, 1)
    .option('--tags <a,b>', 'only cases with one of these', commaList, [])
    .option('--out <folder>', 'where the reports go')
    .option('--new', 'ask everything again')
    .option('--yes', 'it may cost what it costs')
    .option('--json', 'print the scorecard as JSON')
    .option('--judge <model>', 'a model that compares every answer with the ideal one, in both orders')
    .option('--gate <baseline>', 'fail where it is worse than this scorecard')
    .option('--save-baseline <file>', 'keep the scorecard for later gates')
    .option('--max-cost-factor <number>', 'so many times the baseline’s cost are good', Number, 1.5)
    .option('--max-latency-factor <number>', 'and its latency', Number, 3)
    .action(async (analysis: string, options: EvalOptions) => {
      process.exitCode = await evaluate(analysis, options)
    })

  evaluating
    .command('score')
    .description('say what you think of a task’s result; reports show it')
    .argument('<task>', 'the id of a task, or its first characters')
    .argument('<score>', '1 (poor) to 5 (excellent)', scoreOf)
    .option('--note <text>', 'why')
    .action(scoreResult)

  const prompts = program.command('prompts').description('the analyses in the prompts folder')

  prompts
    .command('list')
    .description('the analyses, with version and hash')
    .option('--json', 'print as JSON')
    .action(listPrompts)

  prompts
    .command('new')
    .description('make a new analysis that works at once')
    .argument('<name>', 'the folder and the command, such as review-lease')
    .option('--title <text>', 'what people read; made from the name where not said')
    .action(newPrompt)

  prompts
    .command('check')
    .description('check all prompts, and that no text changed under its version number; exits 1 on a mistake')
    .option('--record', 'write the hashes of new versions into versions.yml')
    .option('--json', 'print as JSON')
    .action(async (options: { json?: true; record?: true }) => {
      process.exitCode = await checkAllPrompts(options)
    })

  prompts
    .command('diff')
    .description('what differs between two versions: texts, and what that means for people')
    .argument('<version>', 'NAME, NAME@number, NAME@hash or NAME@commit')
    .argument('<version>')
    .action(diffPrompts)

  const cases = program.command('cases').description('data sets: examples with what a good answer has')

  cases
    .command('check')
    .description('check an analysis’ data set, prompts/<analysis>/cases.csv')
    .argument('<analysis>')
    .option('--data <file>', 'another data set')
    .option('--json', 'print as JSON')
    .action(checkCases)

  cases
    .command('import')
    .description('make a data set of an export of the Anthropic Console')
    .argument('<analysis>')
    .argument('<file>', 'the export')
    .requiredOption('--out <file>', 'the data set to write; not one that is there')
    .action(importCases)

  cases
    .command('export')
    .description('write a data set in the shape of the Anthropic Console, documents as text')
    .argument('<analysis>')
    .requiredOption('--out <file>', 'the file to write; not one that is there')
    .option('--data <file>', 'another data set')
    .option('--with-results', 'with every version’s output and rating beside each other')
    .action(exportCases)

  cases
    .command('add')
    .description('make a finished task an example of its analysis’ data set')
    .argument('<task>', 'the id of a task, or its first characters')
    .addOption(
      new Option('--as <what>', 'ideal: somebody approved the answer; model: it is only what a model said')
        .choices(['ideal', 'model'])
        .default('ideal'),
    )
    .option('--tags <words>', 'such as must or quick', '')
    .option('--data <file>', 'another data set')
    .action(addTask)
}

function commaList(value: string): string[] {
  return value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

function wholeNumber(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1 && number <= 100) return number
  throw new InvalidArgumentError('Expected a whole number from 1 to 100.')
}

function scoreOf(value: string): number {
  if (/^[1-5]$/.test(value)) return Number(value)
  throw new InvalidArgumentError('Expected a whole number from 1 (poor) to 5 (excellent).')
}
