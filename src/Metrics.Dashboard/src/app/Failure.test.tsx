import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("document", { baseURI: "http://server/" }));

const { noteAnswer, noteSilence } = await import("../api/connection");
const { ApiError, ServerAwayError } = await import("../api/failures");
const { Failure, NotSaved } = await import("./Failure");

const rendered = (element: ReactNode) => renderToStaticMarkup(<MantineProvider>{element}</MantineProvider>);

afterEach(noteAnswer);

it("That a change was not saved is said also while the server is away", () => {
  noteSilence();
  expect(rendered(<NotSaved of={new ServerAwayError()} />)).toMatch(/This may not have been saved.*The server does not answer\./s);
  expect(rendered(<Failure of={new ServerAwayError()} />)).not.toContain("alert");
});

it("What the server has refused was not saved, in its words", () => {
  expect(rendered(<NotSaved of={new ApiError(409, "The dashboard was changed meanwhile")} />)).toMatch(/This was not saved.*The dashboard was changed meanwhile/s);
  expect(rendered(<NotSaved of={null} />)).not.toContain("alert");
});
