/** What the panels hold. */
export const installs = [
  { name: 'npm', command: 'npm install overwire' },
  { name: 'pnpm', command: 'pnpm add overwire' },
  { name: 'yarn', command: 'yarn add overwire' },
]

export const sizes = ['small', 'normal', 'large']

export const questions = [
  {
    id: 'sent',
    question: 'What is sent to the server?',
    answer: 'No event at all. A chain of commands stands in the page and runs there, at once.',
  },
  {
    id: 'offline',
    question: 'And without a connection?',
    answer: 'All of it works on: nothing on this page waits for an answer.',
  },
  {
    id: 'patched',
    question: 'And when the server changes the page?',
    answer: 'What commands did stays, until the server itself changes that attribute or class.',
  },
]
