/** Who may be logged in, and who a request is: for `createApp({ user })`. */
import type { LiveRequest } from 'overwire'

export interface Person {
  id: string
  name: string
  isStaff: boolean
}

const people: Person[] = [
  { id: 'ann', name: 'Ann', isStaff: false },
  { id: 'sam', name: 'Sam', isStaff: true },
]

export const findPerson = (id: unknown): Person | null =>
  people.find((person) => person.id === id) ?? null

export const whoIs = ({ session }: LiveRequest): Person | null => findPerson(session['person'])
