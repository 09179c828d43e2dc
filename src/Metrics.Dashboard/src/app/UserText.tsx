import { inOneLine } from "../format/line";

/**
 * Text that a user has written: shown as it is, in a direction of its own so that it cannot turn its surroundings, and
 * never wider than its place. In one line it ends in an ellipsis, and its title has the whole.
 */
export function UserText({ children, oneLine = false }: { children: string; oneLine?: boolean }) {
  return oneLine ? (
    <bdi className="user-text" data-one-line title={children}>
      {inOneLine(children)}
    </bdi>
  ) : (
    <bdi className="user-text">{children}</bdi>
  );
}
