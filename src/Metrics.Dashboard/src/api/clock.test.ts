import { afterEach, expect, it, vi } from "vitest";
import { noteDate, serverTime } from "./clock";

const now = Date.parse("2020-06-01T12:00:00Z");
const hour = 3_600_000;
vi.useFakeTimers({ now });
afterEach(() => noteDate(new Date(now).toUTCString()));

it("The time is that of the server, and until that is known the browser's", () => {
  expect(serverTime(now)).toBe(now);
  for (const ahead of [hour, -hour]) {
    noteDate(new Date(now + ahead).toUTCString());
    expect(serverTime(now)).toBe(now + ahead);
  }
});

it("An answer without a time changes nothing, and neither does the part of a second that it does not tell", () => {
  noteDate(new Date(now + hour).toUTCString());
  for (const date of [null, "", "soon", new Date(now + hour + 1_000).toUTCString(), new Date(now + hour - 1_000).toUTCString()]) noteDate(date);
  expect(serverTime(now)).toBe(now + hour);
});
