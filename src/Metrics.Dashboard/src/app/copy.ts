/** Puts a text into the clipboard, and says whether it is there. To a page that has come over plain http browsers give no clipboard, but the command that copies what is selected. */
export function copy(text: string): Promise<boolean> {
  return "clipboard" in navigator ? navigator.clipboard.writeText(text).then(() => true, () => false) : Promise.resolve(copySelected(text));
}

function copySelected(text: string): boolean {
  const before = document.activeElement as HTMLElement | null;
  const field = document.createElement("textarea");
  field.value = text;
  // Where one is: to select it must not scroll the page.
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}
