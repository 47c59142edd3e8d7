import type { Question } from '../llm/model.ts'
import type { Analysis, Subtask } from './analysis.ts'

const maxTitle = 200

/** The questions of a subtask, each as it is asked: of a person who asks it is their own words. */
export function askedQuestions(
  subtask: Pick<Subtask, 'questions'> | undefined,
  variables: Record<string, string>,
): Question[] {
  return (subtask?.questions ?? []).map((question) => {
    if (typeof question.ask === 'string') return { ...question, ask: question.ask }
    const ask = variables[question.ask.variable] ?? ''
    return { ...question, title: ask.slice(0, maxTitle), ask }
  })
}

/** The first variable that a question asks for and that is not there. */
export function unknownAskedVariable(of: Pick<Analysis, 'subtasks' | 'variables'>): string | undefined {
  const names = new Set(of.variables.map(({ name }) => name))
  return of.subtasks
    .flatMap(({ questions }) => questions)
    .flatMap(({ ask }) => (typeof ask === 'string' ? [] : [ask.variable]))
    .find((name) => !names.has(name))
}
