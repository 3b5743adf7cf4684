/** The door of presence: who is here. */
export { presence } from './presence/presence.ts'
export type { Attendee, TrackOptions } from './presence/topic-presence.ts'
export type { Presence } from './presence/presence.ts'
export type { Person, PresenceChange } from './presence/roster.ts'
