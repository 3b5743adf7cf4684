import { z } from 'zod'

export const steps = ['account', 'address', 'plan'] as const
export type Step = (typeof steps)[number]

const email = z.email('That is no address of the form name@example.org.')

/** Their sentences are shown below the fields. */
export const rules = {
  account: z.object({ name: z.string().trim().min(2, 'At least two letters.'), email }),
  address: z.object({
    street: z.string().trim().min(1, 'Which street?'),
    postcode: z.string().regex(/^[A-Z\d][A-Z\d -]{2,9}$/i, 'Three to ten letters and digits.'),
    city: z.string().trim().min(1, 'Which city?'),
  }),
  plan: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('solo') }),
    z.object({
      kind: z.literal('team'),
      members: z.array(z.object({ email })).min(1, 'A team has members.').max(5, 'At most five.'),
    }),
  ]),
} satisfies Record<Step, z.ZodType>
