import { useMe } from "./me";

/** What the user may do. Until it is known who it is, nothing. */
export function useRights(): { readonly mayAdd: boolean; readonly mayChange: boolean } {
  const role = useMe().data?.role;
  return { mayAdd: role === "StandardUser" || role === "Administrator", mayChange: role === "Administrator" };
}
