/** What browsers call: links, the search, the forms, and the end of the notes. */
import { to } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { setWebsocketTopics } from 'overwire/signals'
import type { Consumer, Content, Issues, SendData } from 'overwire/handlers'
import { z } from 'zod'
import { href, isLanguage, languages } from './address.ts'
import type { Language } from './address.ts'
import { commentFields, list, newestTopic } from './cat-pages.ts'
import { say } from './comments.ts'
import { removeCat, saveCat, saveMessage, savePicture } from './database.ts'
import { check, tell } from './fields.ts'
import { whileLoading } from './loading.ts'
import { notes } from './notes-page.ts'
import { placeOf } from './page.ts'
import { pictureRules } from './pictures.ts'
import { rules } from './rules.ts'
import { menu, show } from './site.ts'
import { texts } from './texts.ts'

const withId = z.object({ id: z.coerce.number().int().min(0) })
const langOf = ({ lang }: Pick<Content, 'lang'>): Language => (isLanguage(lang) ? lang : 'en')

/** Shows another page of the site: what its address would give, in the place of what is there. */
async function open(consumer: Consumer, to: string, lang: Language): Promise<void> {
  const shown = await show(to, consumer.scope)
  if (!shown) return consumer.putFlash('warning', texts[lang].missing)
  const { url, title, content } = shown
  setWebsocketTopics(consumer.scope, shown.topic ?? [])
  await send(consumer, [
    { url, title },
    { target: '#menu', html: menu(shown) },
    { target: '#main', html: content },
    { target: 'h1', focus: true, scrollTop: true },
  ])
}

liveviewHandler(
  'starter.open',
  { data: z.object({ to: z.string().max(500) }) },
  (consumer, content) =>
    whileLoading(consumer, () => open(consumer, content.data.to, langOf(content))),
)

liveviewHandler(
  'starter.search',
  { form: z.object({ q: z.string().max(60) }) },
  async (consumer, { form: { q }, ...content }) => {
    const lang = langOf(content)
    setWebsocketTopics(consumer.scope, q.trim() ? [] : newestTopic(lang))
    const html = await list(placeOf(lang, { q }))
    await send(consumer, { target: '#cats', html, replaceUrl: href(lang, 'cats', { q: q.trim() }) })
  },
)

/** Shows who looks at the newest cats what they are now: one rendering for each language. */
export async function refresh(): Promise<void> {
  for (const lang of languages) {
    const html = await list(placeOf(lang))
    await send(null, { target: '#cats', html }, { to: to.topic(newestTopic(lang)) })
  }
}

const invalid =
  (form: keyof typeof rules) =>
  async (consumer: Consumer, content: Content, issues: Issues): Promise<void> => {
    await tell(consumer, langOf(content), Object.keys(rules[form].shape), issues)
    await send(consumer, { target: '[aria-invalid=true]', focus: true })
  }

liveviewHandler(
  'starter.check',
  { data: z.object({ form: z.enum(['cat', 'comment', 'contact']), field: z.string() }) },
  (consumer, { data: { form, field }, form: fields, ...content }) =>
    Object.hasOwn(rules[form].shape, field) &&
    tell(consumer, langOf(content), [field], { [field]: check(form, field, fields[field]) }),
)

liveviewHandler(
  'starter.save',
  { form: rules.cat, data: withId, invalid: invalid('cat') },
  async (consumer, { form, data: { id }, ...content }) => {
    const lang = langOf(content)
    const t = texts[lang]
    const cat = await saveCat(id, form)
    if (!cat) return consumer.putFlash('warning', id ? t.missing : t.full)
    await open(consumer, href(lang, `cats/${cat.id}`), lang)
    consumer.putFlash('success', id ? t.saved(cat.name) : t.added(cat.name))
    await refresh()
  },
)

liveviewHandler('starter.remove', { data: withId }, async (consumer, { data, ...content }) => {
  const lang = langOf(content)
  const cat = await removeCat(data.id)
  await open(consumer, href(lang, 'cats'), lang)
  if (cat) consumer.putFlash('success', texts[lang].removed(cat.name))
  await refresh()
})

liveviewHandler(
  'starter.comment',
  { form: rules.comment, data: withId, invalid: invalid('comment') },
  (consumer, { form, data: { id }, ...content }) =>
    whileLoading(consumer, async () => {
      const lang = langOf(content)
      if (!(await say(id, form))) return consumer.putFlash('warning', texts[lang].missing)
      await send(consumer, { target: '#comment', html: commentFields(placeOf(lang)) })
    }),
)

liveviewHandler(
  'starter.contact',
  { form: rules.contact, uploads: { pictures: pictureRules }, invalid: invalid('contact') },
  async (consumer, { form, uploads, ...content }) => {
    const id = await saveMessage(form)
    await uploads.pictures.consume(async (file) =>
      savePicture(id, file.type, Buffer.from(await file.bytes())),
    )
    const steps: SendData[] = [
      { target: '#contact', text: texts[langOf(content)].thanks(form.name) },
      { target: '#contact', attributes: { tabindex: '-1', role: 'status' }, focus: true },
    ]
    await send(consumer, steps)
  },
)

liveviewHandler(
  'starter.more',
  { data: z.object({ from: z.coerce.number().int().min(20).max(180) }) },
  (consumer, { data: { from }, ...content }) => {
    const html = notes(placeOf(langOf(content)), from)
    return send(consumer, { target: '#more', html, replace: true })
  },
)
