/** What the fields of the forms take. The messages are keys of texts.ts. */
import { z } from 'zod'

const year = new Date().getFullYear()

export const rules = {
  cat: z.object({
    name: z.string().trim().min(2, 'tooShort').max(40, 'tooLong'),
    born: z.coerce
      .number('noYear')
      .int('noYear')
      .min(year - 40, 'noYear')
      .max(year, 'noYear'),
    about: z.string().trim().min(10, 'tooShort').max(400, 'tooLong'),
  }),
  comment: z.object({
    name: z.string().trim().min(2, 'tooShort').max(40, 'tooLong'),
    text: z.string().trim().min(3, 'tooShort').max(300, 'tooLong'),
  }),
  contact: z.object({
    name: z.string().trim().min(2, 'tooShort').max(80, 'tooLong'),
    email: z.email('noEmail').max(200, 'tooLong'),
    message: z.string().trim().min(10, 'tooShort').max(2000, 'tooLong'),
  }),
}

export type CatFields = z.output<typeof rules.cat>
export type CommentFields = z.output<typeof rules.comment>
export type ContactFields = z.output<typeof rules.contact>
