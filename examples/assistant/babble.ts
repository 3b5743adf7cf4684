/**
 * A very small language model: it knows which word followed which two words in a text about this
 * framework, and goes on by chance. It understands nothing.
 */
import { setTimeout as pause } from 'node:timers/promises'

const text = `
A view is a class on the server. Its fields are the state of the page. A view renders a template when
its fields change. A template is parsed once and only the values that changed are sent to the browser.
The browser writes the values that changed into the page. The page is a function of the fields. An event
of the page calls a method of the view. A method of the view changes its fields. The state of the page is
kept on the server when the connection is lost. When the connection is lost the browser keeps what was
typed. What was typed is sent to the server when the connection is back. A stream is a list that is kept
in the page. A list that is kept in the page costs the server only its keys. The server sends only the
words that are new. Only the words that are new cross the network. A text that grows is sent word by word.
`
const words = text.trim().split(/\s+/)
const followers = new Map<string, string[]>()
for (const [i, word] of words.slice(2).entries()) {
  const pair = `${words[i]} ${words[i + 1]}`
  followers.set(pair, [...(followers.get(pair) ?? []), word])
}
const starts = words.flatMap((word, i) => (/^[A-Z]/.test(word) ? [i] : [])).slice(0, -1)

/** Words, one by one, until some sentences are said. It stops at once when the signal says so. */
export async function* babble(sentences: number, signal: AbortSignal): AsyncGenerator<string> {
  let pair = startOfSentence()
  yield pair.join(' ')
  while (sentences > 0) {
    await pause(20 + Math.random() * 60, undefined, { signal })
    if (pair[1]!.endsWith('.') && --sentences === 0) return
    const next = oneOf(followers.get(pair.join(' ')) ?? [])
    // Behind the last words of the text it begins anew.
    pair = next === undefined ? startOfSentence() : [pair[1]!, next]
    yield ` ${next ?? pair.join(' ')}`
  }
}

function startOfSentence(): [string, string] {
  const at = oneOf(starts)!
  return [words[at]!, words[at + 1]!]
}

function oneOf<T>(list: readonly T[]): T | undefined {
  return list[Math.floor(Math.random() * list.length)]
}
