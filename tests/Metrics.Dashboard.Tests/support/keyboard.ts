import { expect, type Locator } from "@playwright/test";

/** Presses Enter on something in a menu or a dialog. What opens takes the focus a moment later, and would take it from there. */
export async function enter(place: Locator, item: Locator): Promise<void> {
  await expect(place.locator(":focus")).toBeAttached();
  await item.press("Enter");
}

/** Opens the menu of a button and chooses from it with the keyboard alone. */
export async function choose(button: Locator, item: string): Promise<void> {
  await button.press("Enter");
  const menu = button.page().getByRole("menu");
  await enter(menu, menu.getByRole("menuitem", { name: item }));
}
