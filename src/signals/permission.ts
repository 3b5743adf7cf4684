/** Who may call a signal from a browser. Without one of these no browser may. */
import type { WindowInfo } from './window-info.ts'

/**
 * Says whether a window may call a signal.
 * @param has whether its user has a permission, as createApp({ hasPermission }) says.
 */
export type Permission = (
  info: WindowInfo,
  has: (permission: string) => boolean | Promise<boolean>,
) => boolean | Promise<boolean>

/** Every browser may call it. */
export const everyone: Permission = () => true
/** No browser may call it; the server can. The default. */
export const serverSide: Permission = () => false
/** All who are logged in. */
export const isAuthenticated: Permission = ({ user }) => user !== null
/** All who are not logged in. */
export const isAnonymous: Permission = ({ user }) => user === null
/** Users whose `isStaff` is true. */
export const isStaff: Permission = ({ user }) => user?.['isStaff'] === true
/** Users whose `isSuperuser` is true. */
export const isSuperuser: Permission = ({ user }) => user?.['isSuperuser'] === true
/** Users with a permission: `isAllowedTo: hasPerm('reports.build')`. */
export function hasPerm(permission: string): Permission {
  return ({ user }, has) => user !== null && has(permission)
}
