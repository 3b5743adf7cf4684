/** What a browser sends with a call, as handlers get it. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fail } from '../base/errors.ts'
import { checkFieldCount, countFields } from '../base/form-limits.ts'
import { issueTexts } from '../live/view/schema.ts'
import type { Upload } from '../uploads/upload.ts'

/** Fields of a form by their names, as they came. */
export type FormFields = Record<string, FieldValue>
/** A text; of repeated names and multiple selects an array; of a checkbox without a value, whether it is checked. */
export type FieldValue = string | boolean | string[]

/** What a handler gets of its caller's element. */
export interface Content<
  Form = FormFields,
  Data = Record<string, string>,
  Field extends string = string,
> {
  /** The name that was called. */
  function: string
  /** The fields of the element's form, or the field itself. */
  form: Form
  /** `data-data-comment-id="7"` is `data.comment_id`, and `data.commentId` too. */
  data: Data
  /**
   * The files of the form, by the fields that the handler's `uploads` declare: `uploads.photo.consume((file) => …)`
   * hands them out.
   */
  uploads: Readonly<Record<Field, Upload>>
  /** The language of the document, as its html element says. */
  lang: string
  /** The room of the page; "" for none. */
  room: string
}

/** Schemas of what a handler takes. */
export interface ContentSchemas {
  form?: StandardSchemaV1 | undefined
  data?: StandardSchemaV1 | undefined
}

/** Errors by field name; "" for the form itself. */
export type Issues = Readonly<Record<string, string[]>>

/** Content whose form a schema refused. */
export class Refused {
  readonly content: Content
  readonly issues: Issues

  constructor(content: Content, issues: Issues) {
    this.content = content
    this.issues = issues
  }
}

/** What stands beside what a browser sends. */
export interface ContentPlace {
  /** The room of the page. */
  readonly room: string
  /** The files of the form. */
  readonly uploads: Readonly<Record<string, Upload>>
}

/**
 * Reads and validates the arguments of a call; it waits only for schemas that are asynchronous.
 * @returns the content, or what the form's schema refused.
 * @throws LiveError E_BAD_ARGS for what no page sends, and for data that the schema refuses.
 */
export async function readContent(
  name: string,
  args: Readonly<Record<string, unknown>>,
  place: ContentPlace,
  schemas: ContentSchemas,
): Promise<Content | Refused> {
  const { form = {}, data = {}, lang = '' } = args
  if (!isFields(form)) throw fail('E_BAD_ARGS', 'form: expected fields by name')
  checkFieldCount(countFields(form))
  if (!isTexts(data)) throw fail('E_BAD_ARGS', 'data: expected texts by name')
  if (typeof lang !== 'string') throw fail('E_BAD_ARGS', 'lang: expected a text')
  const content: Content = { function: name, form, data: withAliases(data), lang, ...place }
  if (schemas.data) {
    const checked = schemas.data['~standard'].validate(content.data)
    const result = checked instanceof Promise ? await checked : checked
    if (result.issues) throw fail('E_BAD_ARGS', issueTexts(result.issues))
    content.data = result.value as Content['data']
  }
  if (schemas.form) {
    const checked = schemas.form['~standard'].validate(form)
    const result = checked instanceof Promise ? await checked : checked
    if (result.issues) return new Refused(content, byField(result.issues))
    content.form = result.value as Content['form']
  }
  return content
}

function byField(issues: readonly StandardSchemaV1.Issue[]): Issues {
  const found: Record<string, string[]> = {}
  for (const { path, message } of issues) {
    const first = path?.[0]
    const name = String(typeof first === 'object' ? first.key : (first ?? ''))
    if (!Object.hasOwn(found, name)) found[name] = []
    found[name]!.push(message)
  }
  return found
}

/** The same values under the names that a script would use; not listed, so that schemas see one of them. */
function withAliases(data: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(data)) {
    const alias = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    if (!Object.hasOwn(data, alias)) Object.defineProperty(data, alias, { value })
  }
  return data
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(isText)
}

function isFields(value: unknown): value is FormFields {
  const isField = (field: unknown): boolean =>
    isText(field) || typeof field === 'boolean' || (Array.isArray(field) && field.every(isText))
  return isObject(value) && Object.values(value).every(isField)
}
