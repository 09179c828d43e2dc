import { expect, it } from "vitest";
import { href, parsePlace } from "./location";

it("A link leads to the place that it was made of, whatever text is in it", () => {
  const text = "a/b?c#d&e=f% +\u{1F389}\u0645<script>";
  const place = parsePlace(href(["metric", 3, text], { key: [text, "US"], sum: undefined }));
  expect(place.path).toEqual(["metric", "3", text]);
  expect(place.query.getAll("key")).toEqual([text, "US"]);
  expect(place.query.has("sum")).toBe(false);
});

it("No fragment, an empty one and a slash are the start", () => {
  for (const fragment of ["", "#", "#/"]) expect(parsePlace(fragment).path).toEqual([]);
});

it("A part that is not well encoded is taken as it stands", () => {
  expect(parsePlace("#/metric/%E0%A4").path).toEqual(["metric", "%E0%A4"]);
});
