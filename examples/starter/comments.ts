/** What visitors say of a cat: on its page, and for programs as JSON. */
import { each, html, to } from 'overwire'
import type { App, Block, LiveRequest } from 'overwire'
import { send } from 'overwire/handlers'
import { base } from './address.ts'
import { addComment, findCat, findComments } from './database.ts'
import type { CommentFields } from './rules.ts'
import { rules } from './rules.ts'

export const catTopic = (id: number): string => `starter-cat-${id}`

export async function commentList(cat: number): Promise<Block> {
  const comments = await findComments(cat)
  return html`
    <ul>${each(
      comments,
      'id',
      ({ name, text }) => html`<li><b>${name}</b><p>${text}</p></li>`,
    )}</ul>
  `
}

/** Keeps a comment, and shows it to all who look at its cat. @returns false: there is no such cat. */
export async function say(cat: number, fields: CommentFields): Promise<boolean> {
  if (!(await findCat(cat))) return false
  await addComment(cat, fields)
  const answer = { target: '#comments', html: await commentList(cat) }
  await send(null, answer, { to: to.topic(catTopic(cat)) })
  return true
}

/** `GET` and `POST /api/cats/7/comments`. Other sites' pages may read it, and not write. */
export function addCommentsApi(app: App): void {
  const path = `${base}/api/cats/:id/comments`
  const idOf = ({ params }: LiveRequest): number => Number(params['id'])
  app.get(path, async (_request, live) => {
    const cat = await findCat(idOf(live))
    return cat ? Response.json(await findComments(cat.id)) : problem(404, 'There is no such cat.')
  })
  app.post(path, async (request, live) => {
    const { data, error } = rules.comment.safeParse(await request.json())
    if (error)
      return problem(
        422,
        error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`),
      )
    return (await say(idOf(live), data))
      ? Response.json(data, { status: 201 })
      : problem(404, 'There is no such cat.')
  })
}

function problem(status: number, what: string | string[]): Response {
  return Response.json({ error: what }, { status })
}
