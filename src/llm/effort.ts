import { z } from 'zod'

/** How much thought a model gives an answer: the levels that all vendors have. */
export const Effort = z.enum(['low', 'medium', 'high'])
export type Effort = z.infer<typeof Effort>
