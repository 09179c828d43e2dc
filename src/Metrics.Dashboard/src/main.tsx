import "@mantine/core/styles.css";
import "./app/page.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { adoptTokenOfAddress } from "./api/session";
import { App } from "./app/App";

adoptTokenOfAddress();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
