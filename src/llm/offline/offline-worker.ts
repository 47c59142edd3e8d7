import type { Document } from '../../documents/document.ts'
import { answerAsThread } from '../../thread.ts'
import type { Effort } from '../effort.ts'
import type { Question } from '../model.ts'
import { createIndexCache } from './clause-index.ts'
import { createEntityFinder, type FindEntities } from './entities.ts'
import { answerAll } from './offline-answer.ts'

const indexOf = createIndexCache()
let findEntities: FindEntities | undefined

interface Asked {
  document: Document
  questions: Question[]
  effort: Effort | null
}

answerAsThread(async ({ document, questions, effort }: Asked, signal) => {
  findEntities ??= createEntityFinder()
  return answerAll({ index: indexOf(document), findEntities, document, effort }, questions, signal)
})
