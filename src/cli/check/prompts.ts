import { AppError } from '../../errors.ts'
import { checkPrompts } from '../../prompts/check-prompts.ts'
import { loadLibrary } from '../../prompts/library.ts'
import type { CheckContext } from './context.ts'
import { failed, ok, warning, type Outcome } from './outcome.ts'

const fix = 'npx paralegal prompts check'

/** Whether the prompts can be read, and are the ones that their versions say. */
export async function checkAllPrompts({ settings }: CheckContext): Promise<Outcome> {
  const { promptsFolder } = settings.config
  try {
    const { problems, warnings } = await checkPrompts(promptsFolder, { record: false })
    const [problem] = problems
    if (problem)
      return failed(
        `${problem.file}:${problem.line}: ${problem.problem}${more(problems.length)}`,
        `Mend it; all of them: ${fix}`,
      )
    const { offered } = await loadLibrary(promptsFolder)
    const said = `${promptsFolder}: ${offered.map(({ command }) => command).join(', ')}`
    return warnings.length === 0
      ? ok(said)
      : warning(`${said}; ${warnings.length} warnings`, `See them: ${fix}`)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return failed(error.userMessage, `Mend it, or take PARALEGAL_HOME out to use the shipped ones. ${fix}`)
  }
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more)` : ''
}
